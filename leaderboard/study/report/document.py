"""What a report is made of: sections with sentences, tables and figures, before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from leaderboard.uncertainty.scaled_intervals import Interval

Kind = Literal["text", "count", "number", "points", "difference", "interval", "share", "p", "money"]
Value = str | int | float | bool | Interval | None


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        In the CSV file; an interval becomes ``name_low`` and ``name_high``.
    head : str
        In the report.
    """

    name: str
    head: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Words:
    """A paragraph; a warning stands out."""

    text: str
    is_warning: bool = False
    part: str = field(default="words", init=False)


@dataclass(frozen=True)
class Table:
    """A table, which is also a CSV file.

    Attributes
    ----------
    name : str
        Of the file, without its ending.
    caption : str
        What it shows, of how many, and how it was computed.
    main : sequence of int
        Rows that stand out.
    empty : str
        The sentence in its place when it has no rows.
    is_shown : bool
        Whether it is on the page, or a file alone.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    main: Sequence[int] = ()
    empty: str = "There is nothing to show yet."
    is_shown: bool = True
    part: str = field(default="table", init=False)


@dataclass(frozen=True)
class Strip:
    """A line of a figure: a mean with its interval, and the same in words."""

    label: str
    mean: float
    interval: Interval | None
    words: str
    is_main: bool = False


@dataclass(frozen=True)
class Forest:
    """Means with intervals on one scale.

    Attributes
    ----------
    unit : str
        What the scale shows.
    marks : sequence of float
        Places of dashed lines: 0, or margins.
    least : float or None
        Where the scale may begin at the earliest.
    """

    caption: str
    unit: str
    strips: Sequence[Strip]
    marks: Sequence[float] = ()
    least: float | None = None
    part: str = field(default="forest", init=False)


@dataclass(frozen=True)
class Bar:
    """A line of a figure: a number as a length, and the same in words."""

    label: str
    value: float
    words: str


@dataclass(frozen=True)
class Bars:
    """Numbers as lengths from 0."""

    caption: str
    bars: Sequence[Bar]
    part: str = field(default="bars", init=False)


@dataclass(frozen=True)
class Quote:
    """A text that participants read, as it was written."""

    caption: str
    text: str
    part: str = field(default="quote", init=False)


Part = Words | Table | Forest | Bars | Quote


@dataclass(frozen=True)
class Section:
    """A part of the report with a heading; ``id`` is its anchor."""

    id: str
    title: str
    parts: tuple[Part, ...]

    @property
    def tables(self) -> list[Table]:
        return [part for part in self.parts if isinstance(part, Table)]


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    lead : tuple of str
        What it is about, beneath the title.
    summary : tuple of str
        The results in short.
    """

    title: str
    lead: tuple[str, ...]
    warnings: tuple[str, ...]
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
