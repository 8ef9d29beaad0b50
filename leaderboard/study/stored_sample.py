"""The rounds of one study from the database of a game, judged by the study's rules."""

from typing import Any

from game.store.database import reading_connection
from game.study.study_schema import Study
from leaderboard.guesses import queries
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.study.judging import judge_study
from leaderboard.study.sample import Sample


def read_sample(url: str, study: Study, benchmark: Benchmark) -> Sample:
    """Read a study's rounds from a database; the sample is empty when there is no database yet.

    Parameters
    ----------
    benchmark : Benchmark
        Of the study's clips alone; see `leaderboard.study.study_clips.benchmark_of`.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    rows = _stored(url, study.hash)
    for row, broken in zip(rows, judge_study(rows, study, benchmark).reasons, strict=True):
        row["why_not"] = list(broken)
    return Sample.of(rows, benchmark)


def _stored(url: str, study_hash: str) -> list[dict[str, Any]]:
    with reading_connection(url) as connection:
        if connection is None or not queries.has_rounds_table(connection):
            return []
        return queries.of_study(connection, study_hash)
