"""Fits the strengths of sound categories to how long they are heard and what judges say they contributed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leaderboard.scoring.rows import Bools, Floats, Integers

ALPHA = 1 / 3
GAMMA_KM = 1000.0

Role = Literal["positive", "negative", "neither"]
ByCategory = Mapping[str, float]


@dataclass(frozen=True)
class Slopes:
    """Regression lines through the origin, an entry per category.

    Attributes
    ----------
    slope : ndarray of float
        Contribution per unit of time share; NaN where no clip has the category.
    error : ndarray of float
        Its standard error; NaN with fewer than two clips.
    clips : ndarray of int
        Clips in which the category is heard.
    """

    slope: Floats
    error: Floats
    clips: Integers


@dataclass(frozen=True)
class Fit:
    """A fit.

    Attributes
    ----------
    categories : tuple of str
    near, far : Slopes
        On clips with a distance error below gamma, and on the others.
    alpha, gamma_km : float
        A near slope above alpha makes a category positive; otherwise a far slope above alpha makes it
        negative.
    clips_near, clips_far : int
        How many clips there are on each side of gamma.
    """

    categories: tuple[str, ...]
    near: Slopes
    far: Slopes
    alpha: float
    gamma_km: float
    clips_near: int
    clips_far: int

    def role(self, index: int) -> Role:
        return role_of(self.near.slope[index], self.far.slope[index], self.alpha)

    def strengths(self) -> dict[str, float]:
        """By category, a_i of positive ones and minus a_i of negative ones; others are left out.

        This is what `game.curation.localizability` takes.
        """
        return strengths_of(self.categories, self.near.slope, self.far.slope, self.alpha)


def role_of(near: float, far: float, alpha: float) -> Role:
    """A category's role by its slopes near and far, of which either may be NaN."""
    if near > alpha:
        return "positive"
    return "negative" if far > alpha else "neither"


def strengths_of(categories: Sequence[str], near: Floats, far: Floats, alpha: float) -> dict[str, float]:
    """By category, the near slope of positive ones and minus the far slope of negative ones."""
    signed = {"positive": near, "negative": -far}
    roles = {index: role_of(near[index], far[index], alpha) for index in range(len(categories))}
    return {categories[index]: float(signed[role][index]) for index, role in roles.items() if role in signed}


def fit_strengths(
    times: Sequence[ByCategory],
    contributed: Sequence[ByCategory],
    error_km: Floats,
    alpha: float = ALPHA,
    gamma_km: float = GAMMA_KM,
) -> Fit:
    """Fit ``contribution = a * time`` for each category, separately below and above gamma.

    Parameters
    ----------
    times : sequence of mapping of str to float, an entry per clip
        Share of the clip's time in which each category is heard, 0 to 1; a missing category is not heard.
    contributed : sequence of mapping of str to float, an entry per clip
        Mean over judges, 0 to 1; a missing category contributed nothing.
    error_km : ndarray of float, an entry per clip
        From the model's point to the clip.

    Notes
    -----
    AGL1K, 3.3.1: least squares without an intercept, so clips in which a category is not heard do not affect
    its slope. Standard errors are robust to residuals that grow with the time (HC1).
    """
    categories = tuple(sorted({name for clip in times for name, share in clip.items() if share > 0}))
    x, y = table(times, categories), table(contributed, categories)
    near = error_km < gamma_km
    return Fit(
        categories=categories,
        near=_slopes(x, y, near),
        far=_slopes(x, y, ~near),
        alpha=alpha,
        gamma_km=gamma_km,
        clips_near=int(np.count_nonzero(near)),
        clips_far=int(np.count_nonzero(~near)),
    )


def table(rows: Sequence[ByCategory], categories: Sequence[str]) -> Floats:
    """An entry per row and category; a category that is missing is 0."""
    cells = [[row.get(name, 0.0) for name in categories] for row in rows]
    return np.array(cells, dtype=np.float64).reshape(len(rows), len(categories))


def _slopes(x: Floats, y: Floats, kept: Bools) -> Slopes:
    x, y = x[kept], y[kept]
    squares = (x**2).sum(axis=0)
    clips = np.count_nonzero(x, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (x * y).sum(axis=0) / squares
        spread = ((x * (y - slope * x)) ** 2).sum(axis=0) * clips / (clips - 1)
        error = np.where(clips > 1, np.sqrt(spread) / squares, np.nan)
    return Slopes(slope, error, clips)
