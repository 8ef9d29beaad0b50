"""Quantiles of values that weigh differently."""

import numpy as np

from leaderboard.scoring.rows import Floats


def weighted_quantiles(values: Floats, weights: Floats, shares: list[float]) -> Floats:
    """Quantiles of weighted values, numpy's (linear) when every weight is 1.

    Parameters
    ----------
    values, weights : ndarray of float, the same length
        The weights add up to the number of units that count once, 1 or more.
    shares : list of float
        From 0 to 1.

    Returns
    -------
    ndarray of float
        One a share; NaN when there are no values.

    Notes
    -----
    Sorted and laid end to end, each as long as its weight, the values cover the total of the units, W. The
    quantile is their mean over the stretch of one unit that begins at ``share * (W - 1)``. So a unit that
    says the same twice counts as one that says it once.
    """
    order = np.argsort(values)
    return sorted_quantiles(values[order], weights[order], shares)


def sorted_quantiles(values: Floats, weights: Floats, shares: list[float]) -> Floats:
    """As `weighted_quantiles`, of values that ascend."""
    if not len(values):
        return np.full(len(shares), np.nan)
    ends = np.append(0, np.cumsum(weights))
    areas = np.append(0, np.cumsum(weights * values))
    starts = np.array(shares) * (ends[-1] - 1)
    found: Floats = np.interp(starts + 1, ends, areas) - np.interp(starts, ends, areas)
    return found
