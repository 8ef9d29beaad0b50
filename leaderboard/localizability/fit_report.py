"""A fit as a file for `python -m game curate`, and as text."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from game.curation.localizability import Strengths
from game.json_types import none_if_nan
from leaderboard.board.text_table import WIDTH
from leaderboard.localizability.agreement import Agreement
from leaderboard.localizability.evidence import Evidence
from leaderboard.localizability.fit import Fit, Slopes
from leaderboard.phrases import counted

FEW_CLIPS = 10  # slopes of fewer clips are marked
_LINE = "{:<40} {:<9} {:>8} {:>16} {:>6} {:>16} {:>6}"
_HEAD = ("category", "", "strength", "near", "clips", "far", "clips")


def to_json(fit: Fit, theta: float, judges: Sequence[str], agreed: Sequence[Agreement]) -> str:
    """The strengths, the fit's parameters and every slope; unknown values are null."""
    categories = {
        name: {"role": fit.role(index), "near": _slope(fit.near, index), "far": _slope(fit.far, index)}
        for index, name in enumerate(fit.categories)
    }
    contents = {
        "alpha": fit.alpha,
        "gamma_km": fit.gamma_km,
        "theta": theta,
        "strengths": dict(_strongest_first(fit)),
        "clips": {"near": fit.clips_near, "far": fit.clips_far},
        "judges": list(judges),
        "agreement": [_agreement(agreement) for agreement in agreed],
        "categories": categories,
    }
    return json.dumps(contents, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def format_fit(fit: Fit, evidence: Evidence, theta: float, agreed: Sequence[Agreement]) -> Iterator[str]:
    """A line per category, the strongest first, and notes on what the fit rests on."""
    strengths = dict(_strongest_first(fit))
    yield _LINE.format(*_HEAD).rstrip()
    rest = [name for name in fit.categories if name not in strengths]
    for name in (*strengths, *rest):
        yield _row(fit, fit.categories.index(name), strengths.get(name))
    yield ""
    yield textwrap.fill(
        f"Near: {counted(fit.clips_near, 'clip')} within {fit.gamma_km:,g} km. Far: {fit.clips_far:,}. "
        f"Slopes are shown with their standard errors; * marks slopes from fewer than {FEW_CLIPS} clips.",
        WIDTH,
    )
    known = Strengths(theta, strengths)
    over = sum(known.localizability(times) > theta for times in evidence.times)
    yield f"Of these {counted(len(evidence.times), 'clip')}, {over:,} have a localizability above {theta:g}."
    yield from (textwrap.fill(agreement.sentence(), WIDTH) for agreement in agreed)
    for lack, count in evidence.left_out.items():
        yield f"Left out: {counted(count, 'answered clip')} without {lack}."


def _agreement(agreement: Agreement) -> dict[str, Any]:
    figures = {name: none_if_nan(getattr(agreement, name)) for name in ("cosine", "pearson", "overlap")}
    return {"judges": list(agreement.judges), "clips": agreement.clips, **figures}


def _strongest_first(fit: Fit) -> list[tuple[str, float]]:
    return sorted(fit.strengths().items(), key=lambda strength: -abs(strength[1]))


def _slope(slopes: Slopes, index: int) -> dict[str, Any]:
    return {
        "slope": none_if_nan(slopes.slope[index]),
        "error": none_if_nan(slopes.error[index]),
        "clips": int(slopes.clips[index]),
    }


def _row(fit: Fit, index: int, strength: float | None) -> str:
    sides = [cell for side in (fit.near, fit.far) for cell in (_cell(side, index), f"{side.clips[index]:,}")]
    shown = "" if strength is None else f"{strength:+.3f}"
    return _LINE.format(fit.categories[index][:40], fit.role(index), shown, *sides).rstrip()


def _cell(slopes: Slopes, index: int) -> str:
    slope, error = none_if_nan(slopes.slope[index]), none_if_nan(slopes.error[index])
    if slope is None:
        return "-"
    spread = "" if error is None else f" ± {error:.3f}"
    return f"{slope:.3f}{spread}{'*' if slopes.clips[index] < FEW_CLIPS else ''}"
