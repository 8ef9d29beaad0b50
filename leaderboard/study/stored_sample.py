"""The rounds of one study from the database of a game, judged by the study's rules."""

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from game.play.counting import PUBLIC
from game.store.database import reading_engine
from game.store.errors import StoreUnavailable
from game.study.eligibility import HeardClip, judge
from game.study.study_file import public_study
from game.study.study_schema import Study
from leaderboard.guesses import queries
from leaderboard.guesses.benchmark import Benchmark
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
    clips = {clip.key: HeardClip(clip.seconds, clip.speech) for clip in benchmark.clips}
    rules = PUBLIC if study.hash == public_study().hash else study.counting_rules
    judged = judge(rows, clips, rules)
    for row, broken in zip(rows, judged.reasons, strict=True):
        row["why_not"] = list(broken)
    return Sample.of(rows, benchmark)


def _stored(url: str, study_hash: str) -> list[dict[str, Any]]:
    engine = reading_engine(url)
    if engine is None:
        return []
    try:
        with engine.connect() as connection:
            if not queries.has_rounds_table(connection):
                return []
            return queries.of_study(connection, study_hash)
    except SQLAlchemyError as error:
        raise StoreUnavailable(str(error)) from error
    finally:
        engine.dispose()
