"""`python -m leaderboard power`: how sure a study will be, and what it still needs."""

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from game.packs.table import PackError
from game.settings import Settings
from game.study.study_file import StudyError, read_study
from game.study.study_schema import Study
from leaderboard.study.components import Components
from leaderboard.study.needs import components_so_far, needs
from leaderboard.study.power import PUBLISHED, Design
from leaderboard.study.power_plan import lines, needs_lines, plan
from leaderboard.study.sample import Sample
from leaderboard.study.stored_sample import read_sample
from leaderboard.study.study_clips import benchmark_of, settings_of

PRECISION = 100.0
PEOPLE, CLIPS, ANSWERS = 30, 60, 10


class PlanError(Exception):
    """A plan that cannot be."""


def add_power(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    power = commands.add_parser(
        "power",
        help="say how sure a study will be, and how many people and answers it needs",
        description="Print the 95% interval and the smallest detectable difference that a study's people, "
        "clips and answers give, and how many are needed for a precision. With --study, the numbers are "
        "those of its file. Once it has rounds in the database that the settings name, the command also "
        "prints what it has and still needs, overall and by stratum, without a look at any mean. "
        "docs/study-analysis.md explains every figure.",
    )
    power.add_argument("--study", type=Path, metavar="FILE", help="the study's file")
    power.add_argument("--people", type=_at_least(2), metavar="N", help=f"people ({PEOPLE})")
    power.add_argument("--clips", type=_at_least(2), metavar="M", help=f"clips ({CLIPS})")
    power.add_argument("--answers", type=_at_least(1), metavar="K", help=f"answers to each clip ({ANSWERS})")
    power.add_argument(
        "--precision",
        type=_positive,
        metavar="G",
        help=f"half-width of the 95%% interval aimed at, in GeoScore points ({PRECISION:g})",
    )
    power.add_argument(
        "--components",
        type=_components,
        metavar="P,C,R",
        help="standard deviations of GeoScores among people, among clips, and of single answers; by default "
        f"{PUBLISHED.person:g},{PUBLISHED.clip:g},{PUBLISHED.residual:g}, from models' published answers, or "
        "the study's own from ten people on",
    )
    power.add_argument("--json", action="store_true", help="print JSON")
    power.set_defaults(run=_power)


def _power(arguments: argparse.Namespace) -> int:
    study = None if arguments.study is None else read_study(arguments.study)
    sample = None if study is None else _sample(study)
    counted = None if sample is None else sample.rows.counted()
    components = arguments.components or (PUBLISHED if counted is None else components_so_far(counted))
    precision = arguments.precision or (study and study.precision and study.precision.geoscore) or PRECISION
    planned = plan(components, _design(arguments, study, sample), precision)
    found = []
    if study is not None and sample is not None and len(sample.rows):
        found = needs(sample.rows, precision, study.allocation.answers or 0, components)
    if arguments.json:
        print(json.dumps(planned | {"so_far": [asdict(one) for one in found]}, indent=2, allow_nan=False))
        return 0
    for line in (*lines(planned), *(needs_lines(found) if found else ())):
        print(line)
    return 0


def _sample(study: Study) -> Sample | None:
    """The study's rounds so far; None where its recordings are not, but its file counts its clips."""
    settings = settings_of(study, Settings.from_env())
    try:
        benchmark = benchmark_of(study, settings)
    except (PackError, StudyError):
        if study.clips.count is None:
            raise
        return None
    return read_sample(settings.database_url, study, benchmark)


def _design(arguments: argparse.Namespace, study: Study | None, sample: Sample | None) -> Design:
    if study is None:
        people, clips, answers = (
            given or usual
            for given, usual in (
                (arguments.people, PEOPLE),
                (arguments.clips, CLIPS),
                (arguments.answers, ANSWERS),
            )
        )
        return _checked(Design(people, clips, clips * answers / people))
    known = study.clips.count if sample is None else len(sample.benchmark.clips)
    clips = arguments.clips or known or CLIPS
    answers = arguments.answers or study.allocation.answers
    rounds = min(study.rounds_per_person or clips, clips)
    planned = study.stopping.participants if study.stopping else None
    people = arguments.people or planned or (math.ceil(clips * answers / rounds) if answers else PEOPLE)
    return _checked(Design(people, clips, clips * answers / people if answers else rounds))


def _checked(design: Design) -> Design:
    if design.rounds > design.clips:
        message = f"{design.people} people cannot give {design.answers:g} answers to a clip; ask for fewer"
        raise PlanError(message)
    return design


def _components(text: str) -> Components:
    person, clip, residual = map(_not_negative, text.split(","))
    return Components(person, clip, residual)


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < math.inf:
        raise ValueError
    return number


def _positive(text: str) -> float:
    number = _not_negative(text)
    if not number:
        raise ValueError
    return number


def _at_least(least: int) -> Any:
    def whole(text: str) -> int:
        number = int(text)
        if number < least:
            raise ValueError
        return number

    whole.__name__ = f"whole number from {least} up"  # argparse prints: "invalid whole number ... value"
    return whole


_components.__name__ = "three numbers with commas between"
_positive.__name__ = "number above 0"
