"""Values of a report as they are read, and as CSV files hold them."""

import math
from collections.abc import Callable, Iterator, Sequence

from leaderboard.phrases import counted
from leaderboard.study.report.document import Column, Kind, Value
from leaderboard.uncertainty.scaled_intervals import Interval

NOTHING = "–"
DIGITS = 6  # of numbers in CSV files; more would differ from machine to machine
LEAST_P = 0.0001


def shown(value: Value, kind: Kind) -> str:
    """A value in words; a dash where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return span(value)
    if isinstance(value, str):
        return value
    return _IN_WORDS[kind](value)


def span(interval: Interval | None, sign: bool = False) -> str:
    """An interval in GeoScore points."""
    if interval is None:
        return NOTHING
    form = difference if sign else points
    return f"{form(interval[0])} to {form(interval[1])}"


def points(value: float) -> str:
    return _minus(f"{value:,.0f}")


def difference(value: float) -> str:
    return _minus(f"{value:+,.0f}")


def number(value: float) -> str:
    """A number with about three digits."""
    if abs(value) >= 100:
        return _minus(f"{value:,.0f}")
    text = f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    return _minus(text.rstrip("0").rstrip("."))


def share(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.1f}%" if 0 < value < 0.1 else f"{100 * value:.0f}%"


def p_value(value: float) -> str:
    return f"{value:.4f}" if value >= LEAST_P else f"below {LEAST_P}"


def size(people: int, clips: int, rounds: int) -> str:
    """How many a figure rests on."""
    return ", ".join((counted(people, "participant"), counted(clips, "clip"), counted(rounds, "round")))


def sentence(words: str) -> str:
    """Words as a sentence."""
    begun = words[:1].upper() + words[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def header(columns: Sequence[Column]) -> list[str]:
    """The header of a CSV file."""
    return [name for column in columns for name in _names(column)]


def record(columns: Sequence[Column], row: Sequence[Value]) -> list[str]:
    """A row of a CSV file."""
    return [
        cell for column, value in zip(columns, row, strict=True) for cell in _raw(value, len(_names(column)))
    ]


def _names(column: Column) -> tuple[str, ...]:
    return (f"{column.name}_low", f"{column.name}_high") if column.kind == "interval" else (column.name,)


def _raw(value: Value, cells: int) -> Iterator[str]:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        yield from [""] * cells
    elif isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, tuple):
        yield from (f"{end:.{DIGITS}g}" for end in value)
    else:
        yield f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def _minus(text: str) -> str:
    return "0" if text in ("-0", "+0") else text.replace("-", "−")


_IN_WORDS: dict[Kind, Callable[[float], str]] = {
    "text": number,
    "count": lambda value: f"{value:,.0f}",
    "number": number,
    "points": points,
    "difference": difference,
    "interval": number,
    "share": share,
    "p": p_value,
    "money": lambda value: f"{value:,.2f}",
}
