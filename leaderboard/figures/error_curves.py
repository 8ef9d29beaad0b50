"""Error curves: the share of answers within any distance."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from game.json_types import Json
from leaderboard.entrants.entrant import Entrant
from leaderboard.figures.figure import Cell, Figure, axis, layout
from leaderboard.figures.labels import scores_of
from leaderboard.figures.palette import Style, is_variant
from leaderboard.scoring.columns import THRESHOLDS_KM
from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats
from leaderboard.sentences import following, text

FARTHEST_KM = 20_004.0  # half a meridian: no distance on the ellipsoid is longer
STEPS = 200
COLUMNS = ("key", "entrant", "km", "share_within")
_IN_WORDS_KM = (100, 500, 1000)
_TICKS_KM = (1, 10, 100, 500, 1000, 10_000)
_UNNAMED_KM = 500  # on a phone its label would overlap that of 1,000

# Even steps on a log axis, plus the thresholds of the table.
DISTANCES_KM: Floats = np.union1d(
    np.round(np.geomspace(1, 20_000, STEPS), 2), [*map(float, THRESHOLDS_KM), 10_000.0, FARTHEST_KM]
)


def share_within(entrant: Entrant) -> Floats:
    """The share of answers below each of `DISTANCES_KM`, every unit counting once.

    Returns
    -------
    ndarray of float, as long as `DISTANCES_KM`
        Non-decreasing; at 1, 10, 100, 500 and 1,000 km the table's figures. NaN if no answer has a distance.
    """
    known = ~np.isnan(entrant.rows.distance_km)
    if not known.any():
        return np.full(len(DISTANCES_KM), np.nan)
    bins = np.searchsorted(DISTANCES_KM, entrant.rows.distance_km[known], side="right")
    weights = np.bincount(bins, shares(entrant.units[known]), len(DISTANCES_KM) + 1)
    within: Floats = np.cumsum(weights)[: len(DISTANCES_KM)] / weights.sum()
    return within


def error_curves(entrants: Sequence[Entrant], styles: Mapping[str, Style]) -> Figure:
    """Draw the error curves of all entrants."""
    curves = {entrant.key: share_within(entrant) for entrant in entrants}
    return Figure(
        name="errors",
        title=text("board.chart.errors"),
        section="errors",
        entrant=None,
        alt=_in_words(entrants, curves),
        chart={
            "data": [_trace(entrant, curves[entrant.key], styles[entrant.key]) for entrant in entrants],
            "layout": _layout(),
        },
        columns=COLUMNS,
        rows=tuple(_rows(entrants, curves)),
    )


def _trace(entrant: Entrant, curve: Floats, style: Style) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": escape(entrant.name, quote=False),
        "x": DISTANCES_KM.tolist(),
        "y": _numbers(curve),
        "line": {"color": style.colour, "dash": style.dash, "width": style.width},
        "hovertemplate": text("board.chart.hover.within", share="%{y:.1%}", distance="%{x:,.0f}"),
        "visible": "legendonly" if is_variant(entrant) else True,
        "meta": {"key": entrant.key},
    }


def _layout() -> Json:
    distances = axis(
        title={"text": text("board.chart.distance")},
        type="log",
        range=[0, float(np.log10(FARTHEST_KM))],
        tickvals=list(_TICKS_KM),
        ticktext=["" if km == _UNNAMED_KM else f"{km:,}" for km in _TICKS_KM],
    )
    answers = axis(title={"text": text("board.chart.share")}, range=[0, 1.01], dtick=0.25, tickformat=".0%")
    return layout(460, xaxis=distances, yaxis=answers)


def _in_words(entrants: Sequence[Entrant], curves: Mapping[str, Floats]) -> str:
    indices = [int(np.searchsorted(DISTANCES_KM, km)) for km in _IN_WORDS_KM]
    lines = []
    for entrant in entrants:
        within = curves[entrant.key][indices]
        if not np.isnan(within).any() and not is_variant(entrant):
            parts = (
                text("board.chart.hover.within", share=f"{share:.0%}", distance=km)
                for share, km in zip(within, _IN_WORDS_KM, strict=True)
            )
            lines.append(scores_of(entrant.name, parts))
    return following(text("board.alt.errors"), *lines)


def _rows(entrants: Sequence[Entrant], curves: Mapping[str, Floats]) -> list[tuple[Cell, ...]]:
    return [
        (entrant.key, entrant.name, km, share)
        for entrant in entrants
        for km, share in zip(DISTANCES_KM.tolist(), _numbers(curves[entrant.key]), strict=True)
    ]


def _numbers(curve: Floats) -> list[float | None]:
    return [None if np.isnan(share) else round(share, 5) for share in curve.tolist()]
