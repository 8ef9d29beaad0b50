"""The four acoustic filters, and their default bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from game.curation.acoustics import Acoustics

Bounds = Mapping[str, float]  # by filter


@dataclass(frozen=True, slots=True)
class Filter:
    """A bound on one of the `Acoustics`.

    Attributes
    ----------
    name : str
        Of the measure.
    left_out : str
        The problem's name, for a recording beyond the bound.
    keeps : str
        ``least`` for a lower bound, ``most`` for an upper one.
    bound : float
        The default. The paper names none; docs/curation.md explains these.
    """

    name: str
    left_out: str
    keeps: Literal["least", "most"]
    bound: float
    meaning: str

    def passes(self, value: float, bound: float) -> bool:
        return value >= bound if self.keeps == "least" else value <= bound

    def why(self, value: float, bound: float) -> str:
        """Explain why a recording is left out."""
        side = "below" if self.keeps == "least" else "above"
        return f"{self.left_out}: its {self.meaning}, {value:.3g}, is {side} {bound:g}"


FILTERS = (
    Filter("rms", "quiet", "least", 0.001, "RMS energy"),
    Filter("flatness", "noise-like", "most", 0.5, "spectral flatness"),
    Filter("clipping", "clipped", "most", 0.01, "clipping ratio"),
    Filter("complexity", "monotonous", "least", 4.0, "acoustic complexity"),
)
DEFAULTS: Bounds = {each.name: each.bound for each in FILTERS}


def failed(acoustics: Acoustics, bounds: Bounds) -> dict[str, str]:
    """Apply all filters.

    Returns
    -------
    dict of str to str
        The problems found: by name (``quiet``), a sentence with the figure.
    """
    values = {each: getattr(acoustics, each.name) for each in FILTERS}
    return {
        each.left_out: each.why(value, bounds[each.name])
        for each, value in values.items()
        if not each.passes(value, bounds[each.name])
    }
