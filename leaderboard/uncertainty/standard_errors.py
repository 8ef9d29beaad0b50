"""Standard errors and confidence intervals of means, for the population that players and clips come from."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import stdtr, stdtrit

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats, Integers

CONFIDENCE = 0.95
MIN_PLAYERS = 10  # fewer say too little about how people differ
FEWEST_CLIPS = 2  # one says nothing about how clips differ


@dataclass(frozen=True)
class Estimates:
    """Means with their errors, an entry per metric or entrant.

    Attributes
    ----------
    mean, error : ndarray of float
        In the unit of the values. ``error`` is the standard error, NaN with too few players or clips.
    freedom : ndarray of float
        The error's degrees of freedom, for Student's t.
    """

    mean: Floats
    error: Floats
    freedom: Floats

    @property
    def low(self) -> Floats:
        """Lower ends of the 95% intervals."""
        return self.mean - self._reach

    @property
    def high(self) -> Floats:
        """Upper ends of the 95% intervals."""
        return self.mean + self._reach

    @property
    def p(self) -> Floats:
        """Two-sided p-values for a true mean of 0."""
        with np.errstate(divide="ignore"):
            t = np.divide(np.abs(self.mean), self.error, out=0 * self.error, where=self.mean != 0)
        p: Floats = 2 * stdtr(self.freedom, -t)
        return p

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
        unsure = squared**2 / self.freedom + variance**2 / freedom
        whole = squared + variance
        found = np.divide(whole**2, unsure, out=np.array(self.freedom), where=unsure > 0)
        return Estimates(self.mean, np.sqrt(whole), found)

    @property
    def _reach(self) -> Floats:
        reach: Floats = stdtrit(self.freedom, (1 + CONFIDENCE) / 2) * self.error
        return reach


@dataclass(frozen=True)
class _OneWay:
    """What groups of one kind, players or clips, add to the variance; an entry per metric, or scalars."""

    variance: Floats
    freedom: Floats
    groups: Integers


def estimate(values: Iterable[Floats], clip: Integers, player: Integers | None, unit: Integers) -> Estimates:
    """Means over units of each unit's mean, with two-way cluster-robust errors.

    Parameters
    ----------
    values : iterable of ndarray of float, an entry per row
        One array per metric; rows where it is NaN do not count for it.
    clip, player : ndarray of int, an entry per row
        Numbered from 0. Without players (each clip is answered by a single source) only clips are random.
    unit : ndarray of int, an entry per row
        What counts once: ``clip`` or ``player``.

    Notes
    -----
    With row weights w, scores are ``u = w * (value - mean)``. The variance is players + clips - cells, where
    each term sums the squared group totals of u, but at least the larger of players and clips: Cameron,
    Gelbach and Miller, Robust inference with multiway clustering (2011). Each term is corrected for the mean
    being estimated from the same rows, as if players, or clips, were random effects; the degrees of freedom
    are Satterthwaite's under the same assumption: Bell and McCaffrey, Bias reduction in standard errors for
    linear regression with multi-stage samples (2002).
    """
    cell = None if player is None else _cells(clip, player)
    found = [_estimate(column, clip, player, cell, unit) for column in values]
    return Estimates(*np.array(found, dtype=np.float64).reshape(-1, 3).T)


def differences(values: Floats, clip: Integers, player: Integers, answers: Floats) -> Estimates:
    """How far entrants with one answer per clip are ahead of people, on clips that both answered.

    Parameters
    ----------
    values : ndarray of float, an entry per row
        One metric of people's rows; NaN where a row has no value.
    clip, player : ndarray of int, an entry per row
        Numbered from 0.
    answers : ndarray of float, clips by entrants
        The same metric of entrants' answers; NaN where there is none.

    Returns
    -------
    Estimates
        Entrants minus people, an entry per entrant: what `estimate` returns, with clips as units, for rows of
        ``answers[clip, entrant] - values``, but computed from sums over players and clips that all entrants
        share.
    """
    known = ~np.isnan(values)
    values, clip, player = values[known], clip[known], player[known]
    share, shape = shares(clip), (1 + player.max(initial=0), len(answers))
    weights = csr_array((share, (player, clip)), shape=shape)
    totals = csr_array((share * values, (player, clip)), shape=shape)

    counted = ~np.isnan(answers) & (np.bincount(clip, minlength=len(answers)) > 0)[:, None]
    units = counted / np.maximum(counted.sum(axis=0), 1)  # the weight of each clip
    ahead = np.where(counted, answers - totals.sum(axis=0)[:, None], 0)
    mean = (units * ahead).sum(axis=0)
    centred = np.where(counted, answers - mean, 0)
    clips = _one_way(units, units * (ahead - mean))
    players = _one_way(weights @ units, weights @ (units * centred) - totals @ units)
    error, freedom = _two_way(clips, players, _squares(weights, totals, units, centred))
    return Estimates(np.where(counted.any(axis=0), mean, np.nan), error, freedom)


def holm(p: Floats) -> Floats:
    """Adjust p-values by Holm's step-down method; NaN stays NaN and does not count."""
    known = np.flatnonzero(~np.isnan(p))
    rising = known[np.argsort(p[known])]
    adjusted = np.full(len(p), np.nan)
    adjusted[rising] = np.minimum(1, np.maximum.accumulate(p[rising] * np.arange(len(rising), 0, -1)))
    return adjusted


def _estimate(
    values: Floats, clip: Integers, player: Integers | None, cell: Integers | None, unit: Integers
) -> tuple[float, Floats, Floats]:
    known = ~np.isnan(values)
    if not known.all():
        values, clip, unit = values[known], clip[known], unit[known]
        player, cell = (None if column is None else column[known] for column in (player, cell))
    if not len(values):
        return np.nan, np.array(np.nan), np.array(np.nan)
    share = shares(unit)
    share /= share.sum()
    # Relative to the first value, so that identical rows leave no rounding error.
    mean = float(values[0] + share @ (values - values[0]))
    score = share * (values - mean)
    clips = _one_way(_sums(share, clip), _sums(score, clip))
    if player is None or cell is None:
        return mean, *_one_way_error(clips)
    players = _one_way(_sums(share, player), _sums(score, player))
    return mean, *_two_way(clips, players, (_sums(score, cell) ** 2).sum())


def _sums(values: Floats, group: Integers, groups: int = 0) -> Floats:
    """Sums by group, for at least ``groups`` groups."""
    return np.bincount(group, values, minlength=groups).astype(np.float64, copy=False)


def _cells(clip: Integers, player: Integers) -> Integers:
    """Number the (player, clip) pairs that occur."""
    pairs = player * (1 + clip.max(initial=0)) + clip
    cells: Integers = np.unique(pairs, return_inverse=True)[1]
    return cells


def _squares(weights: csr_array, totals: csr_array, units: Floats, centred: Floats) -> Floats:
    """Sums of squared scores over (player, clip) pairs, an entry per entrant.

    A pair's score is ``unit * (weight * centred - total)``; its square splits into three sums over players.
    """
    clip, weight, total = weights.indices, weights.data, totals.data
    squared, mixed, of_totals = (
        _sums(products, clip, len(units))[:, None] for products in (weight**2, weight * total, total**2)
    )
    sums: Floats = (units**2 * (centred**2 * squared - 2 * centred * mixed + of_totals)).sum(axis=0)
    return sums


def _one_way(share: Floats, total: Floats) -> _OneWay:
    """The variance from groups' weights, which add up to 1, and sums of scores; groups are the first axis.

    If groups differ by a random effect, a group's squared sum is expected to be its squared weight times
    ``left``. The degrees of freedom are twice the variance's squared expectation over the variance of it.
    """
    groups = np.count_nonzero(share, axis=0)
    even = (share**2).sum(axis=0)
    left = np.where(groups > 1, 1 - 2 * share + even, 1)
    scale = share**2 / left
    among = even**2 * scale.sum(axis=0) ** 2 + 2 * (scale * share).sum(axis=0) ** 2
    among += 2 * scale.sum(axis=0) * ((scale * share**2).sum(axis=0) - 2 * even * (scale * share).sum(axis=0))
    own = (scale**2 * (left**2 - (even - 2 * share) ** 2)).sum(axis=0)
    with np.errstate(invalid="ignore"):  # without any group
        freedom = even**2 / (own + among)
    return _OneWay((total**2 / left).sum(axis=0), freedom, groups)


def _one_way_error(clips: _OneWay) -> tuple[Floats, Floats]:
    enough = clips.groups >= FEWEST_CLIPS
    return np.where(enough, np.sqrt(clips.variance), np.nan), np.where(enough, clips.freedom, np.nan)


def _two_way(clips: _OneWay, players: _OneWay, cells: Floats) -> tuple[Floats, Floats]:
    """The standard error, and its degrees of freedom: Satterthwaite's of the sum, at least a term's."""
    either = np.maximum(clips.variance, players.variance)
    variance = np.maximum(clips.variance + players.variance - cells, either)
    enough = (clips.groups >= FEWEST_CLIPS) & (players.groups >= MIN_PLAYERS)
    least = np.minimum(clips.freedom, players.freedom)
    doubt = clips.variance**2 / clips.freedom + players.variance**2 / players.freedom
    freedom = np.maximum(np.divide(variance**2, doubt, out=np.array(least), where=doubt > 0), least)
    return np.where(enough, np.sqrt(variance), np.nan), np.where(enough, freedom, np.nan)
