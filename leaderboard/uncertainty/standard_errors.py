"""How far figures may be from the truth, the mean of the people and clips that might have been drawn."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import stdtr, stdtrit

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats, Integers

CONFIDENCE = 0.95
MIN_PLAYERS = 10  # fewer tell too little of how people differ
FEWEST_CLIPS = 2  # one tells nothing of how clips differ


@dataclass(frozen=True)
class Estimates:
    """Means and how sure they are, an entry a metric or an entrant.

    Attributes
    ----------
    mean, error : ndarray of float
        In the unit of the values. The error is the standard error, NaN where players or clips are too few.
    freedom : ndarray of float
        Degrees of freedom of the error, for Student's t.
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
        """Two-sided p of a true mean of 0."""
        with np.errstate(divide="ignore"):
            t = np.divide(np.abs(self.mean), self.error, out=0 * self.error, where=self.mean != 0)
        p: Floats = 2 * stdtr(self.freedom, -t)
        return p

    def widened(self, variance: Floats, freedom: Floats | float) -> "Estimates":
        """The same means with a further part of the error.

        Parameters
        ----------
        variance : ndarray of float, an entry an estimate
            What comes to the squared error.
        freedom : ndarray of float or float
            Its degrees of freedom.

        Notes
        -----
        The sum's degrees of freedom are Satterthwaite's, so that they hardly change for a small part.
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
    """What groups of one kind, players or clips, make of the variance; an entry a metric, or a number."""

    variance: Floats
    freedom: Floats
    groups: Integers


def estimate(values: Iterable[Floats], clip: Integers, player: Integers | None, unit: Integers) -> Estimates:
    """Means over units of their means, with two-way cluster-robust errors.

    Parameters
    ----------
    values : iterable of ndarray of float, an entry a row
        One array a metric; rows where it is NaN do not count for it.
    clip, player : ndarray of int, an entry a row
        From 0. Without players, as for who answers each clip once, only clips are drawn.
    unit : ndarray of int, an entry a row
        What counts once: ``clip`` or ``player``.

    Notes
    -----
    Of rows with weights w, the scores are ``u = w * (value - mean)``. The variance is players + clips -
    cells, each the sum over its groups of the squared sum of u, but at least the larger of players and clips:
    Cameron, Gelbach and Miller, Robust inference with multiway clustering (2011). That the mean comes from
    the same rows is made up for as if players, or clips, differed at random; the degrees of freedom are
    Satterthwaite's under the same: Bell and McCaffrey, Bias reduction in standard errors for linear
    regression with multi-stage samples (2002).
    """
    cell = None if player is None else _cells(clip, player)
    found = [_estimate(column, clip, player, cell, unit) for column in values]
    return Estimates(*np.array(found, dtype=np.float64).reshape(-1, 3).T)


def differences(values: Floats, clip: Integers, player: Integers, answers: Floats) -> Estimates:
    """What entrants with one answer a clip are ahead of people, on the clips that both answered.

    Parameters
    ----------
    values : ndarray of float, an entry a row
        One metric of people's rows, NaN where a row says nothing.
    clip, player : ndarray of int, an entry a row
        From 0.
    answers : ndarray of float, clips by entrants
        The same metric of entrants' answers, NaN where there is none.

    Returns
    -------
    Estimates
        Of entrants minus people, an entry an entrant: what `estimate` finds, with clips as units, for rows of
        ``answers[clip, entrant] - values``, but from sums over players and clips that all entrants share.
    """
    known = ~np.isnan(values)
    values, clip, player = values[known], clip[known], player[known]
    share, shape = shares(clip), (1 + player.max(initial=0), len(answers))
    weights = csr_array((share, (player, clip)), shape=shape)
    totals = csr_array((share * values, (player, clip)), shape=shape)

    counted = ~np.isnan(answers) & (np.bincount(clip, minlength=len(answers)) > 0)[:, None]
    units = counted / np.maximum(counted.sum(axis=0), 1)  # what each clip weighs
    ahead = np.where(counted, answers - totals.sum(axis=0)[:, None], 0)
    mean = (units * ahead).sum(axis=0)
    centred = np.where(counted, answers - mean, 0)
    clips = _one_way(units, units * (ahead - mean))
    players = _one_way(weights @ units, weights @ (units * centred) - totals @ units)
    error, freedom = _two_way(clips, players, _squares(weights, totals, units, centred))
    return Estimates(np.where(counted.any(axis=0), mean, np.nan), error, freedom)


def holm(p: Floats) -> Floats:
    """Adjust p for how many they are, by Holm's step-down method; NaN stays, and does not count."""
    there = np.flatnonzero(~np.isnan(p))
    rising = there[np.argsort(p[there])]
    adjusted = np.full(len(p), np.nan)
    adjusted[rising] = np.minimum(1, np.maximum.accumulate(p[rising] * np.arange(len(rising), 0, -1)))
    return adjusted


def _estimate(
    values: Floats, clip: Integers, player: Integers | None, cell: Integers | None, unit: Integers
) -> tuple[float, Floats, Floats]:
    known = ~np.isnan(values)
    if not known.all():
        values, clip, unit = values[known], clip[known], unit[known]
        player, cell = (None if one is None else one[known] for one in (player, cell))
    if not len(values):
        return np.nan, np.array(np.nan), np.array(np.nan)
    share = shares(unit)
    share /= share.sum()
    # Counted from the first value, so that rows that all say the same leave no trace of rounding.
    mean = float(values[0] + share @ (values - values[0]))
    score = share * (values - mean)
    clips = _one_way(_sums(share, clip), _sums(score, clip))
    if player is None or cell is None:
        return mean, *_one_way_error(clips)
    players = _one_way(_sums(share, player), _sums(score, player))
    return mean, *_two_way(clips, players, (_sums(score, cell) ** 2).sum())


def _sums(values: Floats, group: Integers, groups: int = 0) -> Floats:
    """Sum by group, from 0 to ``groups`` or to as many as there are."""
    return np.bincount(group, values, minlength=groups).astype(np.float64, copy=False)


def _cells(clip: Integers, player: Integers) -> Integers:
    """Number the pairs of a player and a clip that occur."""
    pairs = player * (1 + clip.max(initial=0)) + clip
    cells: Integers = np.unique(pairs, return_inverse=True)[1]
    return cells


def _squares(weights: csr_array, totals: csr_array, units: Floats, centred: Floats) -> Floats:
    """Sum over pairs of a player and a clip of their squared scores, an entry an entrant.

    A pair's score is ``unit * (weight * centred - total)``; its square falls into three sums over players.
    """
    clip, weight, total = weights.indices, weights.data, totals.data
    squared, mixed, of_totals = (
        _sums(products, clip, len(units))[:, None] for products in (weight**2, weight * total, total**2)
    )
    sums: Floats = (units**2 * (centred**2 * squared - 2 * centred * mixed + of_totals)).sum(axis=0)
    return sums


def _one_way(share: Floats, total: Floats) -> _OneWay:
    """Take groups' weights, together 1, and the sums of their scores; groups stand in the first axis.

    When groups differ by a random effect, a group's sum squared is expected to be its weight squared times
    ``left``; the freedom is twice the square of the variance's expectation over the variance's own variance.
    """
    groups = np.count_nonzero(share, axis=0)
    even = (share**2).sum(axis=0)
    left = np.where(groups > 1, 1 - 2 * share + even, 1)
    scale = share**2 / left
    among = even**2 * scale.sum(axis=0) ** 2 + 2 * (scale * share).sum(axis=0) ** 2
    among += 2 * scale.sum(axis=0) * ((scale * share**2).sum(axis=0) - 2 * even * (scale * share).sum(axis=0))
    own = (scale**2 * (left**2 - (even - 2 * share) ** 2)).sum(axis=0)
    with np.errstate(invalid="ignore"):  # where there is no group at all
        freedom = even**2 / (own + among)
    return _OneWay((total**2 / left).sum(axis=0), freedom, groups)


def _one_way_error(clips: _OneWay) -> tuple[Floats, Floats]:
    enough = clips.groups >= FEWEST_CLIPS
    return np.where(enough, np.sqrt(clips.variance), np.nan), np.where(enough, clips.freedom, np.nan)


def _two_way(clips: _OneWay, players: _OneWay, cells: Floats) -> tuple[Floats, Floats]:
    """The standard error and its degrees of freedom: Satterthwaite's of a sum, at least those of a part."""
    either = np.maximum(clips.variance, players.variance)
    variance = np.maximum(clips.variance + players.variance - cells, either)
    enough = (clips.groups >= FEWEST_CLIPS) & (players.groups >= MIN_PLAYERS)
    least = np.minimum(clips.freedom, players.freedom)
    doubt = clips.variance**2 / clips.freedom + players.variance**2 / players.freedom
    freedom = np.maximum(np.divide(variance**2, doubt, out=np.array(least), where=doubt > 0), least)
    return np.where(enough, np.sqrt(variance), np.nan), np.where(enough, freedom, np.nan)
