"""How far two raters agree: Cohen's kappa with its interval, and the agreement on each category. No I/O."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.uncertainty.scaled_intervals import scaled_interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE

FEWEST_CLIPS = 5  # with a category, for the interval of its kappa


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa.

    Attributes
    ----------
    value : float
        NaN when both raters used one and the same category alone, or there is no item.
    low, high : float
        The 95% interval; NaN when it cannot be told.
    observed : float
        Share of the items on which the raters agree.
    """

    value: float
    low: float
    high: float
    observed: float


@dataclass(frozen=True)
class Share:
    """The share of answers with a category, its standard error over clips, and the ends of its 95% interval.

    Error and ends are NaN with a single clip.
    """

    value: float
    error: float
    low: float
    high: float


def confusion(first: Integers, second: Integers, categories: int) -> Integers:
    """How many items the first rater put into the category of the row, and the second into the column's."""
    table: Integers = np.zeros((categories, categories), np.intp)
    np.add.at(table, (first, second), 1)
    return table


def cohen(first: Integers, second: Integers, cluster: Integers, categories: int) -> Kappa:
    """Cohen's kappa of two raters, and a 95% interval for other clips like these.

    Parameters
    ----------
    first, second : ndarray of int
        Each rater's category of every item, from 0.
    cluster : ndarray of int
        The clip of each item, numbered from 0: answers to one clip are not independent.

    Notes
    -----
    The large-sample variance of Fleiss, Cohen and Everitt (1969), written as the sum over items of their
    squared influence on kappa. Here influences are summed within a clip first, and the sum of squares is
    scaled by G / (G - 1) for G clips. The interval is Student's with G - 1 degrees of freedom, on the scale
    of log(1 - kappa), which is less skewed near 1.
    """
    items = len(first)
    if not items:
        return Kappa(math.nan, math.nan, math.nan, math.nan)
    share = confusion(first, second, categories) / items
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed, expected = float(np.trace(share)), float(rows @ columns)
    if expected >= 1:
        return Kappa(math.nan, math.nan, math.nan, observed)
    value = (observed - expected) / (1 - expected)
    agree = (first == second).astype(np.float64)
    by_chance = rows[second] + columns[first]
    influence = ((agree - observed) - (1 - value) * (by_chance - 2 * expected)) / (1 - expected)
    return Kappa(value, *_interval(value, influence / items, cluster), observed)


def specific_agreement(table: Integers) -> Floats:
    """For each category, how often an item that one rater puts there is put there by the other too.

    Twice the items in which both agree over all uses of the category; NaN where nobody used it (Cicchetti
    and Feinstein 1990).
    """
    used = table.sum(axis=0) + table.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = 2 * np.diag(table) / used
    return shares


def by_category(first: Integers, second: Integers, cluster: Integers, categories: int) -> list[Kappa]:
    """The kappa of each category against all others.

    Without an interval where fewer than `FEWEST_CLIPS` clips have an answer that a rater puts there: it would
    be too short.
    """
    return [_of_one((first == one), (second == one), cluster) for one in range(categories)]


def share_of(labels: Sequence[Integers], category: int, cluster: Integers) -> Share:
    """The share of a category, each rater counting the same, with its error and interval over clips.

    Notes
    -----
    Wilson's interval, with the effective number of answers, share * (1 - share) / error**2, and Student's t:
    one of as many errors to either side is too short for rare categories (docs/coverage.md).
    """
    used = np.mean([rater == category for rater in labels], axis=0)
    share, clips = float(used.mean()), len(np.unique(cluster))
    error = math.sqrt(_variance((used - share) / len(used), cluster))
    if math.isnan(error):
        return Share(share, error, math.nan, math.nan)
    return Share(share, error, *scaled_interval("share", share, error, _quantile(clips), clips, len(used)))


def _of_one(first: Bools, second: Bools, cluster: Integers) -> Kappa:
    found = cohen(first.astype(np.intp), second.astype(np.intp), cluster, 2)
    if len(np.unique(cluster[first | second])) < FEWEST_CLIPS:
        return replace(found, low=math.nan, high=math.nan)
    return found


def _interval(value: float, influence: Floats, cluster: Integers) -> tuple[float, float]:
    clips = len(np.unique(cluster))
    error = math.sqrt(_variance(influence, cluster))
    if clips < 2 or not error:
        return math.nan, math.nan
    reach = _quantile(clips) * error / (1 - value)
    return 1 - (1 - value) * math.exp(reach), 1 - (1 - value) * math.exp(-reach)


def _quantile(clips: int) -> float:
    return float(stdtrit(clips - 1, (1 + CONFIDENCE) / 2))


def _variance(influence: Floats, cluster: Integers) -> float:
    _, number = np.unique(cluster, return_inverse=True)
    sums = np.bincount(number, influence)
    clips = len(sums)
    return float((sums**2).sum() * clips / (clips - 1)) if clips > 1 else math.nan
