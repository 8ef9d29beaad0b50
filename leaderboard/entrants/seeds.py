"""Several seeds of one model: how far they lie apart, and what that adds to the error of its means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import PARTS, Metrics, Outcomes, measure_parts, shares
from leaderboard.scoring.rows import Bools, Floats, Integers

# The number of clips is no figure that seeds could differ in.
FIGURES = tuple(column.key for column in COLUMNS if column.unit not in {"clips", "answers"})


@dataclass(frozen=True)
class Between:
    """One figure of the table, of each seed alone.

    Attributes
    ----------
    sd : float
        Standard deviation between seeds, of the seeds that might have been taken.
    low, high : float
        The lowest and the highest seed's figure.
    """

    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Seeds:
    """How far the seeds of a model lie apart.

    Attributes
    ----------
    count : int
        How many there are, two or more.
    clips : int
        That all of them answered: only over these are they compared.
    spread : mapping of str to mapping of str to Between
        By part (`leaderboard.scoring.metrics.PARTS`) and figure, without figures that a seed does not have.
    """

    count: int
    clips: int
    spread: Mapping[str, Mapping[str, Between]]

    def sentence(self) -> str:
        """What a row says of them."""
        between = self.spread.get("all", {}).get("geoscore")
        if between is None:
            return (
                f"No clip has a score from each of its {self.count} seeds: how far they lie apart is unknown."
            )
        return (
            f"Between its {self.count} seeds GeoScore lies from {between.low:,.0f} to {between.high:,.0f}, "
            f"with a standard deviation of {between.sd:,.0f}, over the {self.clips:,} clips "
            "that all answered."
        )


@dataclass(frozen=True)
class SeedErrors:
    """What seeds add to the errors of means, an entry a metric.

    Attributes
    ----------
    variance : ndarray of float
        0 where seeds lie no further apart than single answers would bring them.
    freedom : int
        Its degrees of freedom.
    """

    variance: Floats
    freedom: int


def seeds_of(rows: Outcomes, seed: Integers) -> Seeds:
    """Compare seeds over the clips that all of them answered.

    Parameters
    ----------
    seed : ndarray of int, an entry a row
        From 0; each answers a clip once at most.
    """
    count = 1 + int(seed.max(initial=-1))
    shared = _answered_by_all(rows.clip, count)
    kept = shared[rows.clip]
    clips = int(np.count_nonzero(shared))
    each = [_alone(rows.only(kept & (seed == one))) for one in range(count)] if clips else []
    spread = {part: _spread([figures[part] for figures in each]) for part in PARTS} if clips else {}
    return Seeds(count, clips, spread)


def seed_errors(values: Iterable[Floats], clip: Integers, seed: Integers) -> SeedErrors:
    """What seeds add to the errors of means over clips of their answers' means.

    Parameters
    ----------
    values : iterable of ndarray of float, an entry a row
        One array a metric; rows where it is NaN do not count for it.

    Notes
    -----
    Errors over clips hold what answers to a clip differ by, but not what all answers of a seed have in
    common. That is the variance component of seeds in a table of seeds by clips without a gap, from its mean
    squares: (seeds - rest) / clips, and not below 0.
    """
    count = 1 + int(seed.max(initial=-1))
    found = [_seed_variance(column, clip, seed, count) for column in values]
    return SeedErrors(np.array(found, dtype=np.float64), count - 1)


def _answered_by_all(clip: Integers, seeds: int) -> Bools:
    found: Bools = np.bincount(clip) == seeds
    return found


def _alone(rows: Outcomes) -> dict[str, Metrics]:
    return measure_parts(rows, rows.clip)


def _spread(each: list[Metrics]) -> dict[str, Between]:
    columns = {key: np.array([figures[key] for figures in each]) for key in FIGURES}
    return {
        key: Between(float(column.std(ddof=1)), float(column.min()), float(column.max()))
        for key, column in columns.items()
        if len(column) > 1 and not np.isnan(column).any()
    }


def _seed_variance(values: Floats, clip: Integers, seed: Integers, count: int) -> float:
    known = ~np.isnan(values)
    values, clip, seed = values[known], clip[known], seed[known]
    table = np.full((count, 1 + clip.max(initial=0)), np.nan)
    table[seed, clip] = values
    table = table[:, ~np.isnan(table).any(axis=0)]
    clips = table.shape[1]
    if count < 2 or clips < 2:
        return 0.0
    of_seeds = table.mean(axis=1, keepdims=True)
    rest = table - of_seeds - table.mean(axis=0) + table.mean()
    among = clips * float(((of_seeds - table.mean()) ** 2).sum()) / (count - 1)
    within = float((rest**2).sum()) / ((count - 1) * (clips - 1))
    component: float = max(0.0, among - within) / clips
    return component * _squared_weights(clip, seed, count)


def _squared_weights(clip: Integers, seed: Integers, count: int) -> float:
    """Sum of the squared weights of seeds in the mean: 1 / seeds, where each answers every clip."""
    weight = shares(clip)
    of_seed = np.bincount(seed, weight, count) / weight.sum()
    return float((of_seed**2).sum())
