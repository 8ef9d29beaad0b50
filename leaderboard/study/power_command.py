"""`python -m leaderboard power`: how sure a study will be, and what it still needs."""

import argparse
import math
from pathlib import Path
from typing import Any

from leaderboard.study.components import Components
from leaderboard.study.power import PUBLISHED

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
    from leaderboard.study.power_output import (
        show,  # study files take memory that counting processes do not need
    )

    return show(arguments)


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
