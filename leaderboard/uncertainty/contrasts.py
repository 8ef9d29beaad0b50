"""One mean less another, with an interval that stays within what their unit allows."""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE, Estimates

# 1 less the confidences at which an interval is worked out, besides the one at the root between two of them.
WIDENING = (0.9, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.01, 1e-3, 1e-5, 1e-8, 1e-15, 1e-30)


@dataclass(frozen=True)
class Contrast:
    """One mean less another.

    Attributes
    ----------
    unit : str
        Of both: ``share``, ``points`` or ``km``.
    first, second : Estimates
        What is compared, one entry each, with its own error.
    difference : Estimates
        One entry, in whose error cancels what both have in common; NaN where it is unknown.

    Notes
    -----
    The interval is put together from those of the two means, on the scale of their unit. It reaches down by
    ``sqrt(a**2 - 2 * r * a * b + b**2)``, where ``a`` is how far the first's reaches down, ``b`` how far the
    second's reaches up, and ``r`` the correlation of their errors; and up likewise. As both stay within what
    is possible, so does the difference: Zou and Donner, Construction of confidence limits about effect
    measures (2008); for two shares, Newcombe (1998).

    Where one mean's reach has come to the end of what is possible and the errors go together, that reach
    falls again as the confidence rises. An interval therefore holds those of all lower confidences.
    """

    unit: str
    first: Estimates
    second: Estimates
    difference: Estimates

    @property
    def interval(self) -> Interval | None:
        """The 95% interval; None without an error."""
        if np.isnan(self.difference.error[0]):
            return None
        mean = float(self.difference.mean[0])
        lower = [p for p in WIDENING if p > 1 - CONFIDENCE] if self._shared > 0 else []
        down, up = map(max, zip(*(self._reach(p) for p in (*lower, 1 - CONFIDENCE)), strict=True))
        return mean - down, mean + up

    @property
    def p(self) -> float:
        """The two-sided p-value of no difference: 1 less the confidence of the interval that ends at 0."""
        return self._two_sided(0.0)

    def p_above(self, least: float) -> float:
        """The one-sided p-value of a difference that is not above ``least``, by the same intervals."""
        half = self._two_sided(least) / 2
        return half if self.difference.mean[0] > least else 1 - half

    def p_below(self, most: float) -> float:
        """The one-sided p-value of a difference that is not below ``most``."""
        half = self._two_sided(most) / 2
        return half if self.difference.mean[0] < most else 1 - half

    def _two_sided(self, value: float) -> float:
        """The two-sided p-value of a true difference of ``value``."""
        if np.isnan(self.difference.error[0]):
            return math.nan
        if self.difference.mean[0] == value:
            return 1.0
        from scipy.optimize import brentq  # takes 0.2 s to import, and most commands compare nobody

        larger = 1.0
        for p in WIDENING:
            if self._beyond(value, p) < 0:
                ends = math.log10(p), math.log10(larger)
                return float(10 ** brentq(lambda log_p: self._beyond(value, 10**log_p), *ends))
            larger = p
        return 0.0

    def unknown(self) -> "Contrast":
        """The same difference without its error."""
        nothing = np.array([np.nan])
        return replace(self, difference=replace(self.difference, error=nothing, freedom=nothing))

    def widened(self, variance: Floats, freedom: float) -> "Contrast":
        """The same difference with another error of the first mean, as `Estimates.widened` adds it."""
        first, difference = (one.widened(variance, freedom) for one in (self.first, self.difference))
        return replace(self, first=first, difference=difference)

    def _beyond(self, value: float, p: float) -> float:
        """How far what is reached with confidence 1 - p ends before a value; negative where it is passed."""
        mean, (down, up) = float(self.difference.mean[0]), self._reach(p)
        return mean - down - value if mean > value else value - mean - up

    def _reach(self, p: float) -> tuple[float, float]:
        """How far down and up confidence 1 - p reaches."""
        first, second = (_reach_of(one, self.unit, p) for one in (self.first, self.second))
        return _together(first[0], second[1], self._shared), _together(first[1], second[0], self._shared)

    @property
    def _shared(self) -> float:
        """The correlation of the two means' errors."""
        first, second, apart = (float(one.error[0]) for one in (self.first, self.second, self.difference))
        product = 2 * first * second
        return max(-1.0, min(1.0, (first**2 + second**2 - apart**2) / product)) if product > 0 else 0.0


def known(mean: float) -> Estimates:
    """A figure without an error."""
    return Estimates(*(np.array([number]) for number in (mean, 0.0, np.inf, np.inf, np.inf)))


def _reach_of(one: Estimates, unit: str, p: float) -> tuple[float, float]:
    columns = one.mean, one.error, -stdtrit(one.freedom, p / 2), one.fewest, one.most
    low, high = scaled_interval(unit, *(float(column[0]) for column in columns))
    return float(one.mean[0]) - low, high - float(one.mean[0])


def _together(first: float, second: float, shared: float) -> float:
    return math.sqrt(max(first**2 - 2 * shared * first * second + second**2, 0.0))
