"""`python -m leaderboard causes`: why answers were wrong, as two raters named it."""

import argparse
from pathlib import Path
from typing import Any


class CausesError(Exception):
    """Labels that cannot be compared."""


def add_causes(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    causes = commands.add_parser(
        "causes",
        help="say why people's and models' answers were wrong, and how far two raters agree",
        description="Compare the labels of two raters from `python -m game annotate`. Prints the causes of "
        "error of people and of each model, Cohen's kappa with a 95% interval, the agreement on each "
        "category, the confusion of the two, and the answers on which they differ, for a third look. The "
        "exit code is 1 without labels by both. docs/error-causes.md explains every figure.",
    )
    causes.add_argument("raters", nargs=2, metavar="RATER", help="two raters")
    causes.add_argument("--third", metavar="RATER", help="a third rater, who decides where the two differ")
    causes.add_argument(
        "--folder", type=Path, metavar="DIR", help="of sample and labels (annotations in the state folder)"
    )
    causes.add_argument("--json", action="store_true", help="print JSON")
    causes.set_defaults(run=_causes)


def _causes(arguments: argparse.Namespace) -> int:
    from leaderboard.study.causes_output import show  # takes scipy, which counting processes do not need

    return show(arguments)
