"""What the commands have in common: answers, clips, times of sounds, the numbers of a fit, and its file."""

import math
import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from game.atomic_write import write_whole
from game.curation.localizability import THETA
from leaderboard.answers.answers import Answer, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import Problem
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.fit import ALPHA, GAMMA_KM

_SHOWN_PROBLEMS = 20


def add_inputs(command: Any) -> None:
    """Add the options for the inputs to a command."""
    command.add_argument(
        "--answers", type=Path, metavar="FILE", required=True, help="a model's answers, as for score"
    )
    command.add_argument(
        "--clips",
        type=Path,
        metavar="SCHEMA",
        required=True,
        help="the clips: AGL1K's geoLocalization_schema.csv, or a pack's folder",
    )
    add_times(command)


def add_times(command: Any) -> None:
    """Add the option for the times of sounds to a command."""
    command.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="how long each sound is heard: a CSV file with key and a column per category, each the share of "
        "time from 0 to 1, as `python -m game curate` writes it (default: the kinds of sound in the table of "
        "the clips)",
    )


def add_numbers(command: Any) -> None:
    """Add the options for the numbers of a fit, and for its file, to a command."""
    command.add_argument("--out", type=Path, metavar="FILE", required=True, help="the JSON file to write")
    command.add_argument(
        "--alpha", type=_number, default=ALPHA, help="slope above which a category counts (default: 1/3)"
    )
    command.add_argument(
        "--gamma-km",
        type=_number,
        default=GAMMA_KM,
        metavar="KM",
        help="error below which an answer is near (%(default)g)",
    )
    command.add_argument(
        "--theta",
        type=_number,
        default=THETA,
        help="localizability above which a clip is highly localizable (%(default)g)",
    )


def read_model_answers(file: Path, keys: Container[str]) -> Sequence[Answer]:
    """Read answers, at most one per clip, and print their problems on stderr.

    Raises
    ------
    AnswersError
    """
    answers = read_answers(file, keys, NameRules.load())
    answers.check_once()
    print_problems(file, answers.problems)
    return answers.rows


def print_problems(file: Path, problems: Sequence[Problem]) -> None:
    """Print on stderr what could not be used of a file."""
    for problem in problems[:_SHOWN_PROBLEMS]:
        print(f"{file}, {problem}", file=sys.stderr)
    if len(problems) > _SHOWN_PROBLEMS:
        print(f"{file}: and {len(problems) - _SHOWN_PROBLEMS:,} more.", file=sys.stderr)


def write(text: str, file: Path) -> None:
    """Write the file of a fit.

    Raises
    ------
    LocalizabilityError
    """
    try:
        write_whole(file, [text.encode()])
    except OSError as error:
        raise LocalizabilityError(f"{file} cannot be written: {error.strerror}.") from error


def _number(text: str) -> float:
    """A number from 0 up, as an argument."""
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise ValueError
    return number


_number.__name__ = "number from 0"  # argparse prints: "invalid number from 0 value"
