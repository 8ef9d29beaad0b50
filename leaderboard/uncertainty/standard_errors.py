"""Standard errors and confidence intervals of means, for the population that players and clips come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.scoring.spreads import Spread, spreads
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS, OneWay, one_way, one_way_error, two_way

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

    def at(self, entries: Integers) -> "Estimates":
        """The entries at these positions."""
        return Estimates(*(getattr(self, name)[entries] for name in self.__dataclass_fields__))

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
    table = CrossedTable.of(clip, unit if player is None else player)
    by_player = player is None or unit is player or np.array_equal(unit, player)
    everywhere = np.ones((table.shape[1], 1), np.bool_)
    found = spreads(table, values, everywhere, by_player)
    return joined([among_clips(one) if player is None else among_both(one, players) for one in found])


def among_both(spread: Spread, fewest_players: int = MIN_PLAYERS, players: OneWay | None = None) -> Estimates:
    """Means with their errors over other players and other clips; an entry per set of clips.

    ``players`` is `of_players` where it is known already.
    """
    clips = one_way(spread.clip_share, spread.clip_score)
    players = players or of_players(spread)
    errors = two_way(clips, players, spread.cells, fewest_players)
    return _estimates(spread, errors, np.minimum(players.effective, clips.effective))


def among_clips(spread: Spread) -> Estimates:
    """The same over other clips alone."""
    clips = one_way(spread.clip_share, spread.clip_score)
    return _estimates(spread, one_way_error(clips), clips.effective)


def among_players(spread: Spread, players: OneWay | None = None) -> Estimates:
    """The same over other players alone."""
    players = players or of_players(spread)
    return _estimates(spread, one_way_error(players), players.effective)


def of_players(spread: Spread) -> OneWay:
    """What players add to the variance."""
    return one_way(spread.player_share, spread.player_score)


def joined(parts: Sequence[Estimates]) -> Estimates:
    """The entries of all parts, in order."""
    names = Estimates.__dataclass_fields__
    return Estimates(
        *(np.concatenate([np.empty(0), *(getattr(one, name) for one in parts)]) for name in names)
    )


def _estimates(spread: Spread, errors: tuple[Floats, Floats], fewest: Floats) -> Estimates:
    known = np.where(np.isnan(spread.mean), np.nan, 1)
    error, freedom = errors
    return Estimates(spread.mean, *(known * one for one in (error, freedom, fewest, spread.answers)))
