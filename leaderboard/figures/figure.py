"""A figure: the chart, a description in words, and its numbers as a table."""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from game.csv_cells import SafeCsvWriter
from game.json_types import Json

Section = Literal["confusion", "errors", "groups", "heard", "map"]
Cell = str | int | float | None

# 95% intervals of GeoScore, by entrant's key and group's key.
Intervals = Mapping[str, Mapping[str, tuple[float, float]]]

LONGEST_NAME = 60  # characters of an entrant's key that go into a figure's name
LINE = "<br>"  # between the lines of a hover text or of a label
FEW_CLIPS = 10  # a group with fewer clips is marked as unreliable
QUIET = "#7c8f97"  # visible on light and dark
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Figure:
    """One published figure.

    Attributes
    ----------
    name : str
        Its file name and address: lower-case letters, digits, dots and dashes.
    entrant : str or None
        Key of the entrant it is about; None if it is about all.
    alt : str
        What the chart shows, in sentences.
    chart : dict
        ``data`` and ``layout`` for plotly.js, without colours of text, background and grid, which the page
        sets. Each trace names its entrant in ``meta.key``.
    columns : tuple of str
        The names of the columns in `rows`.
    """

    name: str
    title: str
    section: Section
    entrant: str | None
    alt: str
    chart: Json
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def height(self) -> int | None:
        """Height of the chart in px; None without a chart."""
        height: int | None = self.chart.get("layout", {}).get("height")
        return height

    def to_dict(self) -> Json:
        """The figure as the page takes it, without the table."""
        fields = ("name", "title", "section", "entrant", "alt", "chart")
        return {name: getattr(self, name) for name in fields}

    def csv(self) -> str:
        """The table as CSV; an unknown value is an empty cell."""
        text = io.StringIO()
        writer = SafeCsvWriter(text)
        writer.write(self.columns)
        writer.write_all(self.rows)
        return text.getvalue()


def file_name(key: str) -> str:
    """An entrant's key as part of a figure's name; a hash is appended if the key is too long or ambiguous."""
    name = re.sub(r"[^a-z0-9.-]+", "-", key.lower())
    if len(name) <= LONGEST_NAME and ".." not in name and not name.endswith(".csv"):
        return name
    return f"{name[:LONGEST_NAME].replace('.', '-')}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def layout(height: int, **chosen: Any) -> Json:
    """The layout that all charts share; ``height`` in px."""
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
            "maxheight": 0.35,  # a long legend scrolls, so that the plot keeps its room on a phone
        },
        **chosen,
    }


def axis(**chosen: Any) -> Json:
    """The settings that all axes share: no zoom, and room for their labels."""
    return {"automargin": True, "fixedrange": True, "zeroline": False, "showline": False, **chosen}
