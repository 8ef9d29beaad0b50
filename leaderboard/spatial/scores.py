"""Scores of one group of trials, with 95% intervals over players and items, and chance beside them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.rows import Floats
from leaderboard.spatial.chance import AHEAD, UNIFORM, chance_values
from leaderboard.spatial.measures import MEASURES, Measure, values
from leaderboard.spatial.trials import Trials
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.scaled_intervals import Interval, wilson
from leaderboard.uncertainty.standard_errors import Estimates, estimate

FARTHEST = 180.0


@dataclass(frozen=True, slots=True)
class Score:
    """One figure.

    Attributes
    ----------
    interval : tuple of float or None
        95%; None with fewer than two items.
    over_people : bool
        Whether the interval is over other people and other items; else over other items alone.
    trials, items, players : int
        What it rests on.
    chance : mapping of str to float
        What the pointers of `leaderboard.spatial.chance` are expected to score on these items.
    """

    value: float
    interval: Interval | None
    over_people: bool
    trials: int
    items: int
    players: int
    chance: Mapping[str, float]


def scores(trials: Trials) -> dict[str, Score]:
    """The scores of some trials, by measure; measures without a trial are left out."""
    found, chance = values(trials), {one: chance_values(trials, one) for one in (UNIFORM, AHEAD)}
    scored = {}
    for measure in MEASURES:
        known = ~np.isnan(found[measure.key])
        if known.any():
            by_chance = {
                one: average(measure, trials.only(known), column[measure.key][known])
                for one, column in chance.items()
                if measure.key in column
            }
            scored[measure.key] = score_of(measure, trials.only(known), found[measure.key][known], by_chance)
    return scored


def average(measure: Measure, trials: Trials, column: Floats) -> float:
    """The mean, median or root mean square of a column without gaps, in which each item counts once."""
    weights = item_weights(trials)
    if measure.summary == "median":
        return _median(column, weights)
    if measure.summary == "rms":
        return math.sqrt(float(np.sum(weights * column**2)))
    return float(np.sum(weights * column))


def item_weights(trials: Trials) -> Floats:
    """What each trial weighs; weights add up to 1, and every item has the same."""
    _, number = np.unique(trials.item, return_inverse=True)
    counts = np.bincount(number)
    weights: Floats = 1 / counts[number] / len(counts)
    return weights


def score_of(
    measure: Measure, trials: Trials, column: Floats, chance: Mapping[str, float] | None = None
) -> Score:
    """One figure, of a column without gaps that has an entry for each of the trials."""
    over_people = trials.players >= MIN_PLAYERS
    middle = average(measure, trials, column)
    interval = {"mean": _mean_interval, "median": _median_interval, "rms": _rms_interval}[measure.summary](
        measure, trials, column, middle
    )
    items = len(np.unique(trials.item))
    return Score(middle, interval, over_people, len(trials), items, trials.players, chance or {})


def estimated(trials: Trials, column: Floats) -> Estimates:
    """The mean of a column in which each item counts once, with its error.

    It is over other players and other items with `MIN_PLAYERS` or more, else over other items alone.
    """
    item = np.unique(trials.item, return_inverse=True)[1].astype(np.int64)
    player = np.unique(trials.player, return_inverse=True)[1].astype(np.int64)
    people = player if trials.players >= MIN_PLAYERS else None
    return estimate([column], item, people, item)


def _mean_interval(measure: Measure, trials: Trials, column: Floats, _middle: float) -> Interval | None:
    return _interval(measure.unit, estimated(trials, column))


def _rms_interval(_measure: Measure, trials: Trials, column: Floats, _middle: float) -> Interval | None:
    squared = _interval("squared", estimated(trials, column**2))
    return squared and (math.sqrt(squared[0]), math.sqrt(squared[1]))


def _median_interval(_measure: Measure, trials: Trials, column: Floats, middle: float) -> Interval | None:
    """Woodruff's: the quantiles at the ends of the interval of the share below the median (1952)."""
    ends = _interval("share", estimated(trials, (column <= middle).astype(np.float64)))
    if ends is None:
        return None
    weights = item_weights(trials)
    low, high = (_quantile(column, weights, end) for end in ends)
    return min(low, middle), max(high, middle)


def _interval(unit: str, found: Estimates) -> Interval | None:
    mean, error, quantile, fewest, most = (
        float(one[0]) for one in (found.mean, found.error, found.quantile, found.fewest, found.most)
    )
    if math.isnan(error):
        return None
    if unit == "share":
        spread = mean * (1 - mean)
        return wilson(mean, min(spread / error**2, most) if error * spread > 0 else fewest, quantile)
    if mean <= 0:
        return mean, mean
    ratio = math.exp(min(error * quantile / mean, 700))
    return mean / ratio, min(mean * ratio, FARTHEST) if unit == "deg" else mean * ratio


def _median(column: Floats, weights: Floats) -> float:
    """The middle of all answers; between two where half the weight lies on either side."""
    order = np.argsort(column)
    reached = np.cumsum(weights[order])
    first = int(np.searchsorted(reached, 0.5 - 1e-12))
    last = int(np.searchsorted(reached, 0.5 + 1e-12))
    return float((column[order][first] + column[order][min(last, len(column) - 1)]) / 2)


def _quantile(column: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(column)
    position = int(np.searchsorted(np.cumsum(weights[order]), share - 1e-12))
    return float(column[order][min(position, len(column) - 1)])
