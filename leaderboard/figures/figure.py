"""A figure: the chart, the same in words, and its numbers as a table."""

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from game.json_types import Json

Section = Literal["confusion", "errors", "groups", "heard", "map"]
Cell = str | int | float | None

# By entrant's key and group's key, a 95% interval of GeoScore.
Intervals = Mapping[str, Mapping[str, tuple[float, float]]]

LONGEST_NAME = 60  # of what an entrant's key gives to a figure's name
FEW_CLIPS = 10  # a group of fewer says little, and is drawn so
QUIET = "#7c8f97"  # seen on light and on dark
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Figure:
    """One figure as it is published.

    Attributes
    ----------
    name : str
        Its file name and address; lower-case letters, digits, dots and dashes.
    entrant : str or None
        Key of the entrant that it is about; None where it is about all.
    alt : str
        What the chart shows, in sentences.
    chart : dict
        ``data`` and ``layout`` as plotly.js takes them, without colours of text, paper and grid: these are
        the page's. Each trace tells its entrant in ``meta.key``.
    columns : tuple of str
        Of `rows`.
    """

    name: str
    title: str
    section: Section
    entrant: str | None
    alt: str
    chart: Json
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def told(self) -> Json:
        """As the page takes it; the table is had apart."""
        shown = ("name", "title", "section", "entrant", "alt", "chart")
        return {name: getattr(self, name) for name in shown}

    def csv(self) -> str:
        """The numbers as CSV; what is not known is an empty cell."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()


def file_name(key: str) -> str:
    """An entrant's key as part of a figure's name; a key that makes none that can be asked for is marked."""
    name = re.sub(r"[^a-z0-9.-]+", "-", key.lower())
    if len(name) <= LONGEST_NAME and ".." not in name and not name.endswith(".csv"):
        return name
    return f"{name[:LONGEST_NAME].replace('.', '-')}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def layout(height: int, **chosen: Any) -> Json:
    """What all charts have in common; ``height`` in px."""
    return {
        "height": height,
        "autosize": True,
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "hovermode": "closest",
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "maxheight": 0.35,  # many entrants are scrolled, so that the plot keeps its room on a phone
        },
        **chosen,
    }


def axis(**chosen: Any) -> Json:
    """What all axes have in common: they stand still, and keep room for their words."""
    return {"automargin": True, "fixedrange": True, "zeroline": False, "showline": False, **chosen}


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun, in the plural unless it is one."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: list[str]) -> str:
    """Phrases as one: the last joined by "and"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
