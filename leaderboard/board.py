"""The leaderboard as it is sent: the table as JSON and as CSV."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leaderboard.columns import COLUMNS
from leaderboard.entrants import PARTS
from leaderboard.standings import Standing

Json = dict[str, Any]

_FACTS = (
    "key",
    "name",
    "kind",
    "basis",
    "open",
    "under",
    "clips",
    "guesses",
    "players",
    "rank",
    "provisional",
)
_CSV_HEADER = (*_FACTS, "part", *(name for c in COLUMNS for name in (c.key, f"{c.key}_low", f"{c.key}_high")))


def columns() -> list[Json]:
    """What each figure is, as the page explains it."""
    return [
        {
            "key": column.key,
            "title": column.title,
            "unit": column.unit,
            "decimals": column.decimals,
            "meaning": column.meaning,
            "better": _better(column.key),
        }
        for column in COLUMNS
    ]


def row(standing: Standing) -> Json:
    """One row of the table; a figure about which no answer says anything is null."""
    return {
        **{name: getattr(standing, name) for name in _FACTS},
        "main": standing.under is None,
        "note": standing.note,
        "guesses_per_clip": standing.guesses_per_clip,
        "rank_interval": standing.rank_interval,
        "figures": {part: _figures(standing.figures.get(part, {})) for part in PARTS},
        "doubts": {part: dict(standing.doubts.get(part, {})) for part in PARTS},
        "intervals": {part: dict(standing.intervals.get(part, {})) for part in PARTS},
    }


def as_csv(standings: Iterable[Standing]) -> str:
    """The table with a line for each row and part."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_CSV_HEADER)
    for standing in standings:
        facts = [getattr(standing, name) for name in _FACTS]
        writer.writerows([*facts, part, *_cells(standing, part)] for part in PARTS)
    return text.getvalue()


def _figures(metrics: Mapping[str, float]) -> Json:
    return {column.key: _finite(metrics.get(column.key, math.nan)) for column in COLUMNS}


def _cells(standing: Standing, part: str) -> Sequence[float | None]:
    metrics, spans = standing.figures.get(part, {}), standing.intervals.get(part, {})
    nothing = (None, None)
    return [
        cell
        for column in COLUMNS
        for cell in (_finite(metrics.get(column.key, math.nan)), *(spans.get(column.key) or nothing))
    ]


def _better(key: str) -> str | None:
    if key.startswith("n"):
        return None if key in {"n", "n_answers"} else "low"
    return "high" if key == "geoscore" or "acc" in key else "low"


def _finite(figure: float) -> float | None:
    return None if math.isnan(figure) else figure
