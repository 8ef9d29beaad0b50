"""The same expressions on Spark, in local mode; collected only where Spark and Java are."""

from itertools import islice

import numpy as np
import pytest

from leaderboard.board import payload
from leaderboard.dataset.answered_rows import answered_rows, eligible
from leaderboard.dataset.engine import running
from leaderboard.dataset.people import people_rows
from leaderboard.dataset.published_files import published_files
from tests.builders.compared_standings import SAME, differences, people_in_memory
from tests.builders.published_guesses import made_up, write_dataset

pytestmark = pytest.mark.slow

# Compiling code for each of a few queries over hundreds of rows would take most of the time.
OPTIONS = {
    "spark.master": "local[1]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
}


JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def test_spark_gives_the_rows_that_the_guesses_have_in_memory(benchmark, tmp_path, monkeypatch):
    options = " ".join(f"--conf {key}={value}" for key, value in OPTIONS.items())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{options} --driver-java-options '{JAVA}' pyspark-shell")
    table = made_up(benchmark, 24, 10, np.random.default_rng(8))
    folder = write_dataset(tmp_path, [table.slice(0, 50), table.slice(50).drop_columns(["geoscore"])])
    with running("pyspark") as spark:
        published = eligible(spark.read(published_files(folder).files), benchmark, spark)
        rows = answered_rows(published, benchmark, spark, lambda names: [])
        found = list(islice(people_rows(rows, spark), 2))
    assert [row.key for row in found] == ["human", "human/by-clip"]
    apart = differences(map(payload.row, found), people_in_memory(benchmark, table))
    assert max(apart.values()) <= SAME
    assert found[0].intervals["all"]["geoscore"]
