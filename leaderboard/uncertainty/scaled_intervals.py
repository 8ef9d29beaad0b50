"""95% intervals of means on the scale that their unit has: shares, points and kilometres."""

import math
from collections.abc import Iterable

from leaderboard.uncertainty.standard_errors import Estimates

Interval = tuple[float, float]

MOST_POINTS = 5000.0
FARTHEST_KM = 20_004.0  # half a meridian


def scaled_intervals(keys: Iterable[str], units: Iterable[str], estimates: Estimates) -> dict[str, Interval]:
    """Intervals by key; means without an error are left out.

    Parameters
    ----------
    keys, units : iterable of str
        One per estimate: the metric, and its unit (``share``, ``points``, ``km``).

    Notes
    -----
    Means near an end of what is possible have skewed errors, and Student's interval misses them on one side.
    Shares get Wilson's interval (1927), with the effective number of answers, mean * (1 - mean) / error**2,
    and Student's t (Korn and Graubard 1998). That number is at most `Estimates.most`; where all answers are
    alike it is unknown, and `Estimates.fewest` is taken. Points are averaged as the logit of their share of
    5,000, and kilometres as their logarithm, by the delta method.
    """
    columns = (estimates.mean, estimates.error, estimates.quantile, estimates.fewest, estimates.most)
    rows = zip(keys, units, *(column.tolist() for column in columns), strict=True)
    return {
        key: scaled_interval(unit, mean, error, quantile, fewest, most)
        for key, unit, mean, error, quantile, fewest, most in rows
        if not math.isnan(error)
    }


def scaled_interval(
    unit: str, mean: float, error: float, quantile: float, fewest: float, most: float
) -> Interval:
    """The interval of one mean, which reaches ``quantile`` standard errors on the scale of its unit."""
    if unit == "share":
        spread = mean * (1 - mean)
        known = error > 0 and spread > 0
        return wilson(mean, min(spread / error**2, most) if known else fewest, quantile)
    if unit == "points":
        return _logit(mean, error * quantile)
    return _log(mean, error * quantile)


def wilson(share: float, number: float, quantile: float) -> Interval:
    """Wilson's score interval of a share among ``number`` independent answers."""
    squared = quantile**2
    middle = share + squared / (2 * number)
    reach = quantile * math.sqrt(max(share * (1 - share), 0) / number + squared / (4 * number**2))
    low, high = ((middle + end) / (1 + squared / number) for end in (-reach, reach))
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def _logit(mean: float, reach: float) -> Interval:
    share = mean / MOST_POINTS
    if not 0 < share < 1:
        return mean, mean
    odds, reach = share / (1 - share), reach / (MOST_POINTS * share * (1 - share))
    low, high = (MOST_POINTS / (1 + math.exp(min(-end, 700)) / odds) for end in (-reach, reach))
    return min(low, mean), max(high, mean)


def _log(mean: float, reach: float) -> Interval:
    if mean <= 0:
        return mean, mean
    ratio = math.exp(min(reach / mean, 700))
    return mean / ratio, max(mean, min(mean * ratio, FARTHEST_KM))
