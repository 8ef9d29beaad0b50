"""The four acoustic filters: what each keeps, and from where on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from game.curation.acoustics import Acoustics

Bounds = Mapping[str, float]  # by filter


@dataclass(frozen=True, slots=True)
class Filter:
    """One bound on one figure of `Acoustics`.

    Attributes
    ----------
    name : str
        Of the figure.
    left_out : str
        What a recording beyond the bound is called.
    keeps : str
        ``least`` when the figure must reach the bound, ``most`` when it must not pass it.
    bound : float
        Unless another is asked for. The paper names none; docs/curation.md tells why these.
    """

    name: str
    left_out: str
    keeps: Literal["least", "most"]
    bound: float
    meaning: str

    def passes(self, value: float, bound: float) -> bool:
        """Whether a figure is within a bound."""
        return value >= bound if self.keeps == "least" else value <= bound

    def why(self, value: float, bound: float) -> str:
        """What to say of a recording that is left out."""
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
    """Which filters leave a recording out.

    Returns
    -------
    dict of str to str
        By what it is called (``quiet``), a sentence with its figure.
    """
    values = {each: getattr(acoustics, each.name) for each in FILTERS}
    return {
        each.left_out: each.why(value, bounds[each.name])
        for each, value in values.items()
        if not each.passes(value, bounds[each.name])
    }
