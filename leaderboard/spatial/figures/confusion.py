"""The confusion of directions as a polar plot: from where the sound was to where answers are."""

from collections.abc import Iterator

import numpy as np

from game.json_types import Json
from leaderboard.figures.figure import Cell, Figure, file_name, layout
from leaderboard.sentences import Sentence, following, text
from leaderboard.spatial.entrants import Entrant
from leaderboard.spatial.figures.sectors import (
    NUMBER,
    SECTOR_DEGREES,
    Confusion,
    confuse,
    pointed,
    sector_words,
)

COLUMNS = (
    "true_sector",
    "true_degrees",
    "answered_sector",
    "answered_degrees",
    "answers",
    "share",
    "low",
    "high",
)
HEIGHT = 400
INNER, OUTER = 0.55, 1.0
LEAST_SHARE = 0.02  # thinner chords are left to the words and the table
THICKEST = 14.0  # px, of a chord that all answers are on


def confusion_figures(entrant: Entrant, colour: str) -> list[Figure]:
    """An entrant's two plots, reversals as they are and undone; none where it pointed at nothing."""
    trials = pointed(entrant.trials)
    if not len(trials):
        return []
    return [_figure(entrant, confuse(trials, folded), colour, folded) for folded in (False, True)]


def _figure(entrant: Entrant, found: Confusion, colour: str, folded: bool) -> Figure:
    key = "spatial.standing.chart.folded" if folded else "spatial.standing.chart.directions"
    return Figure(
        name=f"{'folded' if folded else 'directions'}-{file_name(entrant.key)}",
        title=text(key, name=entrant.name),
        section="confusion",
        entrant=entrant.key,
        alt=_in_words(found),
        chart={"data": list(_traces(entrant, found, colour)), "layout": _layout()},
        columns=COLUMNS,
        rows=tuple(_rows(found)),
    )


def _traces(entrant: Entrant, found: Confusion, colour: str) -> Iterator[Json]:
    meta = {"key": entrant.key}
    for true in range(NUMBER):
        for answered in range(NUMBER):
            share = found.shares[true][answered]
            if share is None or share.value < LEAST_SHARE:
                continue
            yield {
                "type": "scatterpolar",
                "mode": "lines",
                "theta": [true * SECTOR_DEGREES, answered * SECTOR_DEGREES],
                "r": [OUTER, INNER],
                "line": {"color": colour, "width": max(1.0, THICKEST * share.value)},
                "opacity": 0.9 if true == answered else 0.6,
                "hoverinfo": "skip",
                "showlegend": False,
                "meta": meta,
            }
    for radius, size, counts in (
        (OUTER, 11, found.answers.sum(axis=1)),
        (INNER, 9, found.answers.sum(axis=0)),
    ):
        yield {
            "type": "scatterpolar",
            "mode": "markers",
            "theta": [number * SECTOR_DEGREES for number in range(NUMBER)],
            "r": [radius] * NUMBER,
            "marker": {
                "color": colour,
                "size": size,
                "symbol": "circle" if radius == OUTER else "circle-open",
            },
            "text": [f"{count:,}" for count in counts.tolist()],
            "hovertemplate": "%{theta}: %{text}<extra></extra>",
            "showlegend": False,
            "meta": meta,
        }


def _layout() -> Json:
    angular = {
        "direction": "counterclockwise",
        "rotation": 90,
        "tickvals": [number * SECTOR_DEGREES for number in range(NUMBER)],
        "ticktext": [_tick(number) for number in range(NUMBER)],
        "showline": False,
    }
    radial = {"visible": False, "range": [0, 1.08]}
    polar = {"angularaxis": angular, "radialaxis": radial, "bgcolor": "rgba(0,0,0,0)"}
    return layout(HEIGHT, polar=polar, showlegend=False, margin={"l": 64, "r": 64, "t": 36, "b": 36})


def _tick(number: int) -> str:
    azimuth = number * SECTOR_DEGREES
    return f"{azimuth if azimuth <= 180 else azimuth - 360:g}°".replace("-", "−")


def _in_words(found: Confusion) -> str:
    said: list[Sentence] = [text("spatial.standing.chart.how")]
    for true in range(NUMBER):
        here = found.shares[true][true]
        if here is None:
            continue
        value = {"place": sector_words(true), "share": _range(here.value, here.interval)}
        worst = max((at for at in range(NUMBER) if at != true), key=lambda at: found.answers[true][at])
        there = found.shares[true][worst]
        if there is None or not there.value:
            said.append(text("spatial.standing.chart.there", **value))
            continue
        elsewhere = {"other": sector_words(worst), "other_share": _range(there.value, there.interval)}
        said.append(text("spatial.standing.chart.elsewhere", **value, **elsewhere))
    return following(*said)


def _range(share: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return f"{share:.0%}"
    return f"{share:.0%} ({interval[0]:.0%}–{interval[1]:.0%})"


def _rows(found: Confusion) -> Iterator[tuple[Cell, ...]]:
    for true in range(NUMBER):
        for answered in range(NUMBER):
            share = found.shares[true][answered]
            low, high = (share.interval if share else None) or (np.nan, np.nan)
            numbers = (share.value if share else np.nan, low, high)
            yield (
                str(sector_words(true)),
                _degrees(true),
                str(sector_words(answered)),
                _degrees(answered),
                int(found.answers[true][answered]),
                *(None if np.isnan(number) else round(float(number), 5) for number in numbers),
            )


def _degrees(number: int) -> float:
    azimuth = number * SECTOR_DEGREES
    return azimuth if azimuth <= 180 else azimuth - 360
