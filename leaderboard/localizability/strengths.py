"""What a fit found, as a file for `python -m game curate`, and in print."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from game.curation.localizability import Strengths
from game.json_types import none_if_nan
from leaderboard.board.text_table import WIDTH
from leaderboard.figures.figure import counted
from leaderboard.localizability.agreement import Agreement
from leaderboard.localizability.evidence import Evidence
from leaderboard.localizability.fit import Fit, Slopes

FEW_CLIPS = 10  # below which a slope is marked
_LINE = "{:<40} {:<9} {:>8} {:>16} {:>6} {:>16} {:>6}"
_HEAD = ("category", "", "strength", "near", "clips", "far", "clips")


def as_json(fit: Fit, theta: float, judges: Sequence[str], agreed: Sequence[Agreement]) -> str:
    """The strengths, what they were fitted with, and every slope; what is not known is null."""
    categories = {
        name: {"role": fit.role(at), "near": _slope(fit.near, at), "far": _slope(fit.far, at)}
        for at, name in enumerate(fit.categories)
    }
    told = {
        "alpha": fit.alpha,
        "gamma_km": fit.gamma_km,
        "theta": theta,
        "strengths": dict(_strongest_first(fit)),
        "clips": {"near": fit.clips_near, "far": fit.clips_far},
        "judges": list(judges),
        "agreement": [_told(one) for one in agreed],
        "categories": categories,
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def in_print(fit: Fit, evidence: Evidence, theta: float, agreed: Sequence[Agreement]) -> Iterator[str]:
    """A line a category, the strongest first, and what the fit rests on."""
    strengths = dict(_strongest_first(fit))
    yield _LINE.format(*_HEAD).rstrip()
    rest = [name for name in fit.categories if name not in strengths]
    for name in (*strengths, *rest):
        yield _row(fit, fit.categories.index(name), strengths.get(name))
    yield ""
    yield textwrap.fill(
        f"Near: {counted(fit.clips_near, 'clip')} within {fit.gamma_km:,g} km. Far: {fit.clips_far:,}. "
        f"Slopes are given with their standard errors; * marks those of fewer than {FEW_CLIPS} clips.",
        WIDTH,
    )
    found = Strengths(theta, strengths)
    over = sum(found.localizability(times) > theta for times in evidence.times)
    yield f"Of these {counted(len(evidence.times), 'clip')} {over:,} have a localizability above {theta:g}."
    yield from (textwrap.fill(one.sentence(), WIDTH) for one in agreed)
    for lack, count in evidence.left_out.items():
        yield f"Left out: {counted(count, 'answered clip')} without {lack}."


def _told(agreement: Agreement) -> dict[str, Any]:
    figures = {name: none_if_nan(getattr(agreement, name)) for name in ("cosine", "pearson", "overlap")}
    return {"judges": list(agreement.judges), "clips": agreement.clips, **figures}


def _strongest_first(fit: Fit) -> list[tuple[str, float]]:
    return sorted(fit.strengths().items(), key=lambda one: -abs(one[1]))


def _slope(slopes: Slopes, at: int) -> dict[str, Any]:
    return {
        "slope": none_if_nan(slopes.slope[at]),
        "error": none_if_nan(slopes.error[at]),
        "clips": int(slopes.clips[at]),
    }


def _row(fit: Fit, at: int, strength: float | None) -> str:
    sides = [cell for side in (fit.near, fit.far) for cell in (_cell(side, at), f"{side.clips[at]:,}")]
    shown = "" if strength is None else f"{strength:+.3f}"
    return _LINE.format(fit.categories[at][:40], fit.role(at), shown, *sides).rstrip()


def _cell(slopes: Slopes, at: int) -> str:
    slope, error = none_if_nan(slopes.slope[at]), none_if_nan(slopes.error[at])
    if slope is None:
        return "-"
    sure = "" if error is None else f" ± {error:.3f}"
    return f"{slope:.3f}{sure}{'*' if slopes.clips[at] < FEW_CLIPS else ''}"
