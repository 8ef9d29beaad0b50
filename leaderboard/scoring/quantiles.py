"""Quantiles of weighted values."""

import numpy as np

from leaderboard.scoring.rows import Floats


def weighted_quantiles(values: Floats, weights: Floats, shares: list[float]) -> Floats:
    """Quantiles of weighted values; numpy's linear quantiles when every weight is 1.

    Parameters
    ----------
    values, weights : ndarray of float, the same length
        The weights add up to the number of units, 1 or more.
    shares : list of float
        0 to 1.

    Returns
    -------
    ndarray of float
        One per share; NaN when there are no values.

    Notes
    -----
    Sorted and laid end to end, each as long as its weight, the values cover a length W, the number of units.
    A quantile is the mean over the stretch of length 1 that starts at ``share * (W - 1)``. A unit that gives
    the same value twice therefore counts like one that gives it once.
    """
    order = np.argsort(values)
    return sorted_quantiles(values[order], weights[order], shares)


def sorted_quantiles(values: Floats, weights: Floats, shares: list[float]) -> Floats:
    """`weighted_quantiles` of values in ascending order."""
    if not len(values):
        return np.full(len(shares), np.nan)
    ends = np.append(0, np.cumsum(weights))
    areas = np.append(0, np.cumsum(weights * values))
    starts = np.array(shares) * (ends[-1] - 1)
    quantiles: Floats = np.interp(starts + 1, ends, areas) - np.interp(starts, ends, areas)
    return quantiles
