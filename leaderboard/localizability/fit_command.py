"""`python -m leaderboard fit-localizability`: from answers and contributions to strengths."""

import argparse
import math
import sys
from pathlib import Path
from typing import Any

from game.atomic_write import write_whole
from game.curation.localizability import THETA
from leaderboard.answers.schema import read_clips
from leaderboard.localizability.agreement import agreements
from leaderboard.localizability.evidence import Evidence, gather
from leaderboard.localizability.fit import ALPHA, GAMMA_KM, fit_strengths
from leaderboard.localizability.heard import read_heard
from leaderboard.localizability.inputs import add_inputs, answers_of, tell_of
from leaderboard.localizability.judged import LocalizabilityError, read_judged
from leaderboard.localizability.strengths import as_json, in_print

_DESCRIPTION = """\
Estimate the strengths a_i of AGL1K's audio localizability from a model's answers and what judges say that
each sound contributed to them: the slope of contribution over the share of time, near for answers that
are off by less than gamma, far for the others. Writes a JSON file for `python -m game curate`, and prints
every slope. The exit code is 1 when nothing can be fitted. docs/localizability.md explains it."""


def add_fit(commands: Any) -> None:
    """Put the command on the command line."""
    fit = commands.add_parser(
        "fit-localizability",
        help="estimate how strongly each sound helps to tell the place, or misleads",
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
    fit.add_argument("--out", type=Path, metavar="FILE", required=True, help="the JSON file to write")
    fit.add_argument(
        "--alpha", type=_number, default=ALPHA, help="slope from which a category counts (default: 1/3)"
    )
    fit.add_argument(
        "--gamma-km", type=_number, default=GAMMA_KM, metavar="KM", help="where near ends (%(default)g)"
    )
    fit.add_argument(
        "--theta", type=_number, default=THETA, help="above it a clip is highly localizable (%(default)g)"
    )
    fit.set_defaults(run=_fit)


def _fit(chosen: argparse.Namespace) -> int:
    clips = read_clips(chosen.clips)
    keys = {clip.key for clip in clips}
    heard = read_heard(chosen.times, chosen.clips)
    answers = answers_of(chosen.answers, keys)
    judged = read_judged(chosen.contributions, keys)
    tell_of(chosen.contributions, judged.problems)
    evidence = _known(gather(clips, answers, judged.means(), heard), chosen.answers)
    fit = fit_strengths(
        evidence.times, evidence.contributed, evidence.error_km, chosen.alpha, chosen.gamma_km
    )
    agreed = agreements(judged.by_judge)
    _put(as_json(fit, chosen.theta, list(judged.by_judge), agreed), chosen.out)
    for line in in_print(fit, evidence, chosen.theta, agreed):
        print(line)
    if not fit.strengths():
        print(f"No slope is above alpha, {fit.alpha:g}: {chosen.out} names no category.", file=sys.stderr)
    return 0


def _known(evidence: Evidence, answers: Path) -> Evidence:
    if evidence.times:
        return evidence
    lacks = ", ".join(f"{count:,} lack {lack}" for lack, count in evidence.left_out.items())
    raise LocalizabilityError(f"{answers} answers no clip of which all is known: {lacks}.")


def _put(text: str, file: Path) -> None:
    """Write a file whole: who reads it meanwhile reads the one before."""
    try:
        write_whole(file, [text.encode()])
    except OSError as error:
        raise LocalizabilityError(f"{file} cannot be written: {error.strerror}.") from error


def _number(text: str) -> float:
    """A number from 0, as an argument."""
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise ValueError
    return number


_number.__name__ = "number from 0"  # argparse: "invalid number from 0 value"
