"""People and models out of a study's record, without a database, a pack or a folder of answers."""

from itertools import groupby
from pathlib import Path
from typing import Any

from game.geo.gazetteer import Gazetteer
from game.packs import manifest
from game.packs.clip import SOUNDS, Clip
from leaderboard.answers.answers import Answer
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.models import ModelAnswers
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.rows import Truth
from leaderboard.study.sample import Sample, sample_of_table
from leaderboard.study.study_record import StudyRecord

_LABELS = ("city", "country", "country_code", "continent")
_UNTOLD = ("title", "description", "credit", "licence", "source")


def benchmark_of(record: StudyRecord) -> Benchmark:
    """The study's clips with their truth.

    Raises
    ------
    GazetteerError
    """
    clips = tuple(map(_clip, record.clips.to_pylist()))
    gazetteer = Gazetteer.load()
    # Not that of AGL1K even if these are all of its clips: the paper's figures have no place among a study's.
    table = Path(manifest.NAME)
    return Benchmark(record.pack, table, clips, Truth.of(clips, gazetteer), gazetteer, NameRules.load())


def sample_of(record: StudyRecord, benchmark: Benchmark | None = None) -> Sample:
    """The study's rounds.

    Parameters
    ----------
    benchmark : Benchmark, optional
        As `benchmark_of` returns it, if it is there already.
    """
    return sample_of_table(record.rounds, benchmark or benchmark_of(record))


def models_of(record: StudyRecord) -> list[ModelAnswers]:
    """The models' answers to the study's clips."""
    rows = record.model_scores.to_pylist()
    found = []
    for (key, name), of_model in groupby(rows, lambda row: (row["entrant"], row["name"])):
        seeds = groupby(of_model, lambda row: row["seed"])
        answers = {seed: tuple(map(_answer, range(10**9), of_seed)) for seed, of_seed in seeds}
        found.append(ModelAnswers(key, name, answers, ()))
    return found


def roster_of(record: StudyRecord) -> Roster:
    """Everybody who has a row on the leaderboard, on the study's clips alone; baselines when computed.

    People's rounds are those that count, up to the cap of the study's file, so that their main row is the
    study's primary figure; all others are left out.
    """
    benchmark = benchmark_of(record)
    sample = sample_of(record, benchmark)
    counting = sample.counting(record.study.estimand.rounds_per_person)
    roster = Roster(benchmark, None)
    roster.set_guesses(sample.guesses.only(counting), 0, sample.guesses.only(~sample.counting()))
    roster.set_models(models_of(record))
    return roster


def _clip(row: dict[str, Any]) -> Clip:
    known: dict[str, Any] = {
        "key": row["key"],
        "file": Path(),
        **{name: row[name] for name in ("lat", "lon", "seconds", *SOUNDS)},
        **{label: row[label] or "" for label in _LABELS},
        **dict.fromkeys(_UNTOLD, ""),
    }
    return Clip(**known)


def _answer(line: int, row: dict[str, Any]) -> Answer:
    return Answer(
        line=line,
        key=row["clip"],
        lat=row["lat"],
        lon=row["lon"],
        silent=row["outcome"] == "silent",
        refused=row["refused"],
        city=row["city"],
        country=row["country"],
        continent=row["continent"],
        reasoning="",
    )
