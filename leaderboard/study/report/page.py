"""A report as one HTML file that asks for nothing else: its style and its figures are inside."""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from leaderboard.study.report.cells import difference, number, shown
from leaderboard.study.report.document import Bars, Document, Forest, Kind

_FOLDER = Path(__file__).parent
_TICKS = 5
_NUMERIC: frozenset[Kind] = frozenset(
    {"count", "number", "points", "difference", "interval", "share", "p", "money"}
)


def html(document: Document) -> str:
    """The page; the same document gives the same bytes."""
    style = (_FOLDER / "report.css").read_text(encoding="utf-8")
    return _template().render(document=document, style=style)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"shown": shown, "numeric": _NUMERIC, "scale_of": Scale.of, "part_of": part_of}
    return environment.get_template("report.html.j2")


class Scale:
    """Where numbers lie on the line of a figure, in percent from its left.

    Attributes
    ----------
    ticks : list of (float, str)
        Places with their words.
    """

    def __init__(self, low: float, high: float, sign: bool) -> None:
        step = nice_step(high - low)
        self._low, self._high = math.floor(low / step) * step, math.ceil(high / step) * step
        words = difference if sign else number
        first, last = round(self._low / step), round(self._high / step)
        self.ticks = [(self.place(at * step), words(at * step)) for at in range(first, last + 1)]

    @classmethod
    def of(cls, figure: Forest) -> "Scale":
        """A scale that holds all of a figure."""
        ends = [*figure.marks, *(one.mean for one in figure.strips)]
        for one in figure.strips:
            ends += one.interval or ()
        low, high = min(ends), max(ends)
        room = max((high - low) * 0.04, 1.0)
        first = low - room if figure.least is None else max(low - room, figure.least)
        return cls(first, high + room, min(ends) < 0)

    def place(self, value: float) -> float:
        """In percent, to two digits."""
        return round(100 * (value - self._low) / (self._high - self._low), 2)


def nice_step(width: float) -> float:
    """A round distance between ticks: 1, 2 or 5 times a power of ten."""
    rough = width / _TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)


def part_of(figure: Bars) -> Sequence[float]:
    """The length of each bar in percent of the longest."""
    longest = max((bar.value for bar in figure.bars), default=0.0) or 1.0
    return [round(100 * bar.value / longest, 2) for bar in figure.bars]
