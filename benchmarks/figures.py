"""Figures that a benchmark measures, and their table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

HEADINGS = ("name", "ours", "baseline", "ratio", "target", "verdict")


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on the figure, or on its ratio to the baseline's."""

    limit: float
    of: Literal["ours", "ratio"] = "ours"
    bound: Literal["at most", "at least"] = "at most"

    def met(self, value: float) -> bool:
        """Return whether a value keeps the bound."""
        return value <= self.limit if self.bound == "at most" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured quantity, ours and the baseline's from the same run.

    Attributes
    ----------
    target : Target or None
        None for figures that only explain others.
    """

    name: str
    unit: str
    ours: float
    baseline: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by the baseline's."""
        return self.ours / self.baseline if self.baseline else None

    @property
    def verdict(self) -> str:
        """Whether the target is met; empty without one."""
        if self.target is None:
            return ""
        value = self.ours if self.target.of == "ours" else self.ratio
        return "met" if value is not None and self.target.met(value) else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """The figure as a row under `HEADINGS`."""
        unit = f" {self.unit}".rstrip()
        return (
            self.name,
            _number(self.ours) + unit,
            "" if self.baseline is None else _number(self.baseline) + unit,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.target is None else self._bound(self.target),
            self.verdict,
        )

    def _bound(self, target: Target) -> str:
        sign = "<=" if target.bound == "at most" else ">="
        if target.of == "ratio":
            return f"ratio {sign} {target.limit:g}"
        return f"{sign} {_number(target.limit)} {self.unit}".rstrip()


def table(figures: Sequence[Figure]) -> str:
    """Lay figures out in columns."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _number(value: float) -> str:
    decimals = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}"
