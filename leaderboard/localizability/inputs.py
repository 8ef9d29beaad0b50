"""The inputs of both commands: a model's answers, the clips, and how long each sound is heard in them."""

import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from leaderboard.answers.answers import Answer, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import Problem

_SHOWN_PROBLEMS = 20


def add_inputs(command: Any) -> None:
    """Add the options for the inputs to a command."""
    command.add_argument(
        "--answers", type=Path, metavar="FILE", required=True, help="a model's answers: .jsonl, .json or .csv"
    )
    command.add_argument(
        "--clips",
        type=Path,
        metavar="SCHEMA",
        required=True,
        help="the clips: AGL1K's geoLocalization_schema.csv, or a pack's folder",
    )
    command.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="how long each sound is heard: a CSV file with key and a column per category, each the share of "
        "time from 0 to 1, as `python -m game curate` writes it (default: the kinds of sound in the table of "
        "the clips)",
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
