"""The same expressions on Spark, in local mode; collected only where Spark and Java are."""

from itertools import islice

import numpy as np
import pytest

from leaderboard.board import payload
from leaderboard.board.same_clips import compare, compare_on_same_clips
from leaderboard.dataset.answered_rows import answered_rows, eligible
from leaderboard.dataset.crowds import crowds_of
from leaderboard.dataset.engine import running
from leaderboard.dataset.people import People
from leaderboard.dataset.published_files import published_files
from leaderboard.dataset.resampling import guesses_of_rounds
from leaderboard.guesses.guesses import Guesses
from tests.builders.answer_files import answer, write_answers
from tests.builders.compared_standings import SAME, differences, people_in_memory
from tests.builders.published_guesses import in_memory, made_up, write_dataset

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


def rounds_in(guesses):
    """Rounds without their players' numbers, in an order of their own."""
    answers = guesses.responses
    points = (np.nan_to_num(degrees, nan=999.0).tolist() for degrees in (answers.lat, answers.lon))
    labels = (map(str, named) for named in answers.labels.values())
    return sorted(
        zip(answers.clip.tolist(), guesses.order.tolist(), *points, guesses.why_not, *labels, strict=True)
    )


def test_spark_gives_the_rows_that_the_guesses_have_in_memory(benchmark, tmp_path, monkeypatch):
    options = " ".join(f"--conf {key}={value}" for key, value in OPTIONS.items())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{options} --driver-java-options '{JAVA}' pyspark-shell")
    table = made_up(benchmark, 90, 24, np.random.default_rng(8))
    folder = write_dataset(tmp_path, [table.slice(0, 50), table.slice(50).drop_columns(["geoscore"])])
    answered = [answer(clip.key) for clip in benchmark.clips[:6]]
    write_answers(tmp_path / "answers" / "some", answered)
    roster, clips = in_memory(benchmark, table, tmp_path / "answers"), len(benchmark.clips)
    with running("pyspark") as spark:
        published = eligible(spark.read(published_files(folder).files), benchmark, spark)
        rows = answered_rows(published, benchmark, spark)
        people = People(rows, spark)
        crowds = [one.rows.distance_km.tolist() for one in crowds_of(rows, benchmark)]
        guesses = guesses_of_rounds(published)
        found = [*islice(people.standings(), 2), *filter(None, [people.best_tenth.standing()])]
        compared = compare(people.over_clips(clips), roster.entrants(), (), clips, has_guesses=True)["rows"]
    assert [row.key for row in found] == ["human", "human/by-clip", "best-tenth"]
    apart = differences(map(payload.row, found), people_in_memory(roster))
    assert max(apart.values()) <= SAME
    in_pairs = {row["key"]: row for row in compare_on_same_clips(roster, ())["rows"]}
    assert max(differences(compared, in_pairs).values()) <= SAME
    assert crowds == [one.rows.distance_km.tolist() for one in roster.entrants() if one.kind == "crowd"]
    assert rounds_in(guesses) == rounds_in(Guesses.joined([roster.guesses, roster.others]))
    assert found[0].intervals["all"]["geoscore"]
