"""What both commands are given: a model's answers, the clips, and what is heard in them."""

import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from leaderboard.answers.answers import Answer, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import Problem

_SHOWN_PROBLEMS = 20


def add_inputs(command: Any) -> None:
    """Let a command be told of them."""
    command.add_argument(
        "--answers", type=Path, metavar="FILE", required=True, help="a model's: .jsonl, .json or .csv"
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
        help="what is heard in them: a CSV file with key and a column for each category, the share of time "
        "from 0 to 1, as `python -m game curate` writes it (default: the kinds of sound that the table of "
        "the clips has)",
    )


def answers_of(file: Path, keys: Container[str]) -> Sequence[Answer]:
    """Read answers, at most one a clip, and tell on the error output what cannot be used of them.

    Raises
    ------
    AnswersError
    """
    found = read_answers(file, keys, NameRules.load())
    found.check_once()
    tell_of(file, found.problems)
    return found.rows


def tell_of(file: Path, problems: Sequence[Problem]) -> None:
    """Say on the error output what cannot be used of a file."""
    for problem in problems[:_SHOWN_PROBLEMS]:
        print(f"{file}, line {problem.line}: {problem.kind}: {problem.what}", file=sys.stderr)
    if len(problems) > _SHOWN_PROBLEMS:
        print(f"{file}: and {len(problems) - _SHOWN_PROBLEMS:,} more.", file=sys.stderr)
