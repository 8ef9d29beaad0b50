"""A benchmark of a few clips, and Spark's test only where Spark and Java are."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.rows import Truth
from tests.builders.clips import clip

# `make test` installs Spark where there is Java; elsewhere its test is not collected.
collect_ignore = [] if find_spec("pyspark") and shutil.which("java") else ["test_spark.py"]

PLACES = [(lat, lon) for lat in (-35.0, 5.0, 48.0, 60.0) for lon in (-100.0, -70.0, 8.0, 30.0, 80.0, 110.0)]


@pytest.fixture(scope="session")
def benchmark() -> Benchmark:
    """Two dozen clips with speech, animals, music or none of it."""
    clips = tuple(
        clip(
            number,
            *place,
            speech=0.5 * (number % 3 == 0),
            animal=0.2 * (number % 2),
            music=0.3 * (number % 4 == 1),
            things=0.4 * (number % 5 == 2),
        )
        for number, place in enumerate(PLACES)
    )
    gazetteer = Gazetteer.load()
    truth = Truth.of(clips, gazetteer)
    return Benchmark("two-dozen", Path("clips.csv"), clips, truth, gazetteer, NameRules.load())
