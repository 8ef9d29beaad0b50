"""Standard errors and confidence intervals of means, for the population that players and clips come from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.uncertainty.cluster_variances import (
    MIN_PLAYERS,
    cells_of,
    one_way,
    one_way_error,
    sums,
    two_way,
)

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimates:
    """Means with their errors, an entry per metric or entrant.

    Attributes
    ----------
    mean, error : ndarray of float
        In the unit of the values. ``error`` is the standard error, NaN with too few players or clips.
    freedom : ndarray of float
        The error's degrees of freedom, for Student's t.
    fewest, most : ndarray of float
        Effective numbers, 1 / sum of squared weights: of players or clips, whichever are fewer, and of rows.
        The mean is worth so many independent answers if all of a player, or on a clip, are alike, and if none
        are.
    """

    mean: Floats
    error: Floats
    freedom: Floats
    fewest: Floats
    most: Floats

    @property
    def quantile(self) -> Floats:
        """Student's t for `CONFIDENCE`."""
        quantile: Floats = stdtrit(self.freedom, (1 + CONFIDENCE) / 2)
        return quantile

    def widened(self, variance: Floats, freedom: Floats | float) -> "Estimates":
        """The same means with another source of error added.

        Parameters
        ----------
        variance : ndarray of float, an entry per estimate
            Added to the squared error.
        freedom : ndarray of float or float
            Its degrees of freedom.

        Notes
        -----
        The sum's degrees of freedom follow Satterthwaite, so a small addition hardly changes them.
        """
        squared = self.error**2
        doubt = np.divide(variance**2, freedom, out=np.zeros_like(squared), where=variance > 0)
        unsure = squared**2 / self.freedom + doubt
        whole = squared + variance
        found = np.divide(whole**2, unsure, out=np.array(self.freedom), where=unsure > 0)
        return replace(self, error=np.sqrt(whole), freedom=found)


def estimate(
    values: Iterable[Floats],
    clip: Integers,
    player: Integers | None,
    unit: Integers,
    players: int = MIN_PLAYERS,
) -> Estimates:
    """Means over units of each unit's mean, with two-way cluster-robust errors.

    Parameters
    ----------
    values : iterable of ndarray of float, an entry per row
        One array per metric; rows where it is NaN do not count for it.
    clip, player : ndarray of int, an entry per row
        Numbered from 0. Without players (each clip is answered by a single source) only clips are random.
    unit : ndarray of int, an entry per row
        What counts once: ``clip`` or ``player``.
    players : int
        With fewer there is no error.

    Notes
    -----
    With row weights w, scores are ``u = w * (value - mean)``. The variance is players + clips - cells, where
    each term sums the squared group totals of u, but at least the larger of players and clips: Cameron,
    Gelbach and Miller, Robust inference with multiway clustering (2011). Each term is corrected for the mean
    being estimated from the same rows, as if players, or clips, were random effects; the degrees of freedom
    are Satterthwaite's under the same assumption: Bell and McCaffrey, Bias reduction in standard errors for
    linear regression with multi-stage samples (2002).
    """
    cell = None if player is None else cells_of(clip, player)
    found = [_estimate(column, clip, player, cell, unit, players) for column in values]
    return Estimates(*np.array(found, dtype=np.float64).reshape(-1, 5).T)


def _estimate(
    values: Floats,
    clip: Integers,
    player: Integers | None,
    cell: Integers | None,
    unit: Integers,
    fewest_players: int,
) -> tuple[float, Floats, Floats, Floats, Floats]:
    known = ~np.isnan(values)
    if not known.all():
        values, clip, unit = values[known], clip[known], unit[known]
        player, cell = (None if column is None else column[known] for column in (player, cell))
    if not len(values):
        return np.nan, *(np.array(np.nan),) * 4
    share = shares(unit)
    share /= share.sum()
    # Relative to the first value, so that identical rows leave no rounding error.
    mean = float(values[0] + share @ (values - values[0]))
    score = share * (values - mean)
    clips = one_way(sums(share, clip), sums(score, clip))
    rows = 1 / (share**2).sum()
    if player is None or cell is None:
        return mean, *one_way_error(clips), clips.effective, rows
    players = one_way(sums(share, player), sums(score, player))
    fewest = np.minimum(players.effective, clips.effective)
    cells = (sums(score, cell) ** 2).sum()
    return mean, *two_way(clips, players, cells, fewest_players), fewest, rows
