"""How far a model's seeds differ, and what that adds to the error of its means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.measures import measure_parts
from leaderboard.scoring.metrics import PARTS, Metrics, Outcomes, shares
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.sentences import text

# All columns but counts of clips and answers.
FIGURES = tuple(column.key for column in COLUMNS if column.unit not in {"clips", "answers"})


@dataclass(frozen=True)
class Spread:
    """One figure of the table, computed for each seed alone.

    Attributes
    ----------
    sd : float
        Standard deviation between seeds (of the population of seeds: n - 1).
    low, high : float
        The lowest and the highest seed's figure.
    """

    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Seeds:
    """How far the seeds of a model differ.

    Attributes
    ----------
    count : int
        How many seeds there are, two or more.
    clips : int
        How many clips all of them answered; they are compared on these only.
    spread : mapping of str to mapping of str to Spread
        By part (`leaderboard.scoring.metrics.PARTS`) and figure. Figures that a seed lacks are left out.
    """

    count: int
    clips: int
    spread: Mapping[str, Mapping[str, Spread]]

    def sentence(self) -> str:
        """The sentence that a row's note gets."""
        score = self.spread.get("all", {}).get("geoscore")
        if score is None:
            return text("board.about.seeds_unknown", seeds=self.count)
        low, high, spread = map(round, (score.low, score.high, score.sd))
        return text(
            "board.about.seeds", seeds=self.count, low=low, high=high, spread=spread, clips=self.clips
        )


@dataclass(frozen=True)
class SeedErrors:
    """What seeds add to the error of means, an entry per metric.

    Attributes
    ----------
    variance : ndarray of float
        0 where seeds differ no more than single answers would make them.
    freedom : int
        Its degrees of freedom.
    """

    variance: Floats
    freedom: int


def seeds_of(rows: Outcomes, seed: Integers) -> Seeds:
    """Compare seeds on the clips that all of them answered.

    Parameters
    ----------
    seed : ndarray of int, one per row
        Numbered from 0; each answers a clip at most once.
    """
    count = 1 + int(seed.max(initial=-1))
    shared = _answered_by_all(rows.clip, count)
    kept = shared[rows.clip]
    clips = int(np.count_nonzero(shared))
    each = [_alone(rows.only(kept & (seed == number))) for number in range(count)] if clips else []
    spread = {part: _spread([figures[part] for figures in each]) for part in PARTS} if clips else {}
    return Seeds(count, clips, spread)


def seed_errors(values: Iterable[Floats], clip: Integers, seed: Integers) -> SeedErrors:
    """What seeds add to the errors of means that are taken by clip, then over clips.

    Parameters
    ----------
    values : iterable of ndarray of float, an entry per row
        One array per metric; rows where it is NaN do not count for it.

    Notes
    -----
    Errors over clips include differences between the answers to a clip, but not what all answers of a seed
    share. That is the variance component of seeds in a complete table of seeds by clips, from its mean
    squares: (seeds - residual) / clips, but at least 0.
    """
    count = 1 + int(seed.max(initial=-1))
    variances = [_seed_variance(column, clip, seed, count) for column in values]
    return SeedErrors(np.array(variances, dtype=np.float64), count - 1)


def _answered_by_all(clip: Integers, seeds: int) -> Bools:
    shared: Bools = np.bincount(clip) == seeds
    return shared


def _alone(rows: Outcomes) -> dict[str, Metrics]:
    return measure_parts(rows, rows.clip)


def _spread(each: list[Metrics]) -> dict[str, Spread]:
    columns = {key: np.array([figures[key] for figures in each]) for key in FIGURES}
    return {
        key: Spread(float(column.std(ddof=1)), float(column.min()), float(column.max()))
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
    """Sum of the squared weights of seeds in the mean; 1 / seeds where each answered every clip."""
    weight = shares(clip)
    of_seed = np.bincount(seed, weight, count) / weight.sum()
    return float((of_seed**2).sum())
