"""`python -m leaderboard fit-localizability`: estimates strengths from answers and contributions."""

import argparse
import sys
from pathlib import Path
from typing import Any

from leaderboard.answers.schema import read_clips
from leaderboard.localizability.agreement import agreements
from leaderboard.localizability.contributions_file import LocalizabilityError, read_contributions
from leaderboard.localizability.evidence import Evidence, gather
from leaderboard.localizability.fit import fit_strengths
from leaderboard.localizability.fit_report import format_fit, to_json
from leaderboard.localizability.inputs import (
    add_inputs,
    add_numbers,
    print_problems,
    read_model_answers,
    write,
)
from leaderboard.localizability.sound_times import read_sound_times

_DESCRIPTION = """\
Estimate the strengths a_i of AGL1K's audio localizability from a model's answers and the contributions that
judges attribute to each sound: the slope of contribution over the share of time, for answers less than
gamma off (near) and for the others (far). Writes a JSON file for `python -m game curate`, and prints every
slope. The exit code is 1 when nothing can be fitted. docs/localizability.md has the details."""


def add_fit(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    fit = commands.add_parser(
        "fit-localizability",
        help="estimate how strongly each sound points to its place, or misleads",
        description=_DESCRIPTION,
    )
    add_inputs(fit)
    fit.add_argument(
        "--contributions",
        type=Path,
        metavar="FILE",
        required=True,
        help="what `python -m leaderboard contributions` writes",
    )
    add_numbers(fit)
    fit.set_defaults(run=_fit)


def _fit(arguments: argparse.Namespace) -> int:
    clips = read_clips(arguments.clips)
    keys = {clip.key for clip in clips}
    times = read_sound_times(arguments.times, arguments.clips)
    answers = read_model_answers(arguments.answers, keys)
    contributions = read_contributions(arguments.contributions, keys)
    print_problems(arguments.contributions, contributions.problems)
    evidence = _checked(gather(clips, answers, contributions.means(), times), arguments.answers)
    fit = fit_strengths(
        evidence.times, evidence.contributed, evidence.error_km, arguments.alpha, arguments.gamma_km
    )
    agreed = agreements(contributions.by_judge)
    write(to_json(fit, arguments.theta, list(contributions.by_judge), agreed), arguments.out)
    for line in format_fit(fit, evidence, arguments.theta, agreed):
        print(line)
    if not fit.strengths():
        print(f"No slope is above alpha, {fit.alpha:g}: {arguments.out} has no categories.", file=sys.stderr)
    return 0


def _checked(evidence: Evidence, answers: Path) -> Evidence:
    if evidence.times:
        return evidence
    lacks = ", ".join(f"{count:,} lack {lack}" for lack, count in evidence.left_out.items())
    raise LocalizabilityError(f"{answers}: no answered clip has all the data for a fit: {lacks}.")
