"""The bootstrap: intervals of quantiles and ranks, whose errors have no formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.metrics import QUANTILES, shares
from leaderboard.scoring.quantiles import weighted_quantiles
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.uncertainty.confidence_intervals import Estimator
from leaderboard.uncertainty.entrant_estimates import estimated
from leaderboard.uncertainty.resamples import Draws
from leaderboard.uncertainty.scaled_intervals import FARTHEST_KM
from leaderboard.uncertainty.standard_errors import CONFIDENCE

TAILS = (50 * (1 - CONFIDENCE), 50 * (1 + CONFIDENCE))  # percentiles at the ends of a 95% interval
FEWEST_ROWS = 128  # in a chunk


@dataclass(frozen=True)
class Replicates:
    """Replicates of an entrant's figures, an entry per replicate; NaN where none of its rows is drawn.

    Attributes
    ----------
    quantiles : ndarray of float, (quantiles, replicates)
        Of the distance in km, in the order of `leaderboard.scoring.metrics.QUANTILES`.
    """

    geoscore: Floats
    distance_km: Floats
    quantiles: Floats


@dataclass(frozen=True)
class Resampled:
    """An entrant's replicates, scaled to its standard errors.

    Attributes
    ----------
    geoscore : ndarray of float, an entry per replicate
        What rank intervals are computed from.
    quantiles : mapping of str to (float, float)
        95% intervals in km; empty if there are too few players or clips.
    """

    geoscore: Floats
    quantiles: Mapping[str, tuple[float, float]]


def resample(entrant: Entrant, draws: Draws, errors: Estimator = estimated) -> Resampled:
    """Bootstrap an entrant's figures, scaled to match the two-way standard errors.

    Replicates of clips and players spread too far, because the noise of single answers is drawn with both. So
    their deviations from the figures are scaled: those of quantiles until the replicates of the mean distance
    have the standard error from `confidence_intervals.estimated`, those of GeoScore until its own have.

    Parameters
    ----------
    draws : Draws
        Must cover all clips and players that occur in the entrant's rows.
    errors : callable
        Finds the standard errors of columns of the entrant's rows.

    Notes
    -----
    By how much they spread too far: Owen, The pigeonhole bootstrap (2007).
    """
    rows, raw = entrant.rows, replicate(entrant, draws)
    scores = geoscore(rows.distance_km)
    estimates = errors(entrant, (scores, rows.distance_km))
    score_scale, distance_scale = (
        _scale(error, column)
        for error, column in zip(estimates.error, (raw.geoscore, raw.distance_km), strict=True)
    )
    points = _point_quantiles(entrant)[:, None]
    scaled = np.clip(points + distance_scale * (raw.quantiles - points), 0, FARTHEST_KM)
    ends = percentiles(scaled)
    return Resampled(
        estimates.mean[0] + score_scale * (raw.geoscore - estimates.mean[0]),
        {
            key: (low, high)
            for key, (low, high) in zip(QUANTILES, ends.tolist(), strict=True)
            if not np.isnan(low)
        },
    )


def replicate(entrant: Entrant, draws: Draws) -> Replicates:
    """An entrant's figures in each replicate, unscaled.

    A row's weight is multiplied by how often its clip and its player are drawn: a clip drawn twice counts as
    two clips. Quantiles follow `leaderboard.scoring.quantiles.weighted_quantiles`.
    """
    rows = _Rows.of(entrant)
    blocks = [_replicate(rows, block) for block in draws.blocks()]
    score, distance, *quantiles = np.concatenate(blocks, axis=1)
    return Replicates(score, distance, np.array(quantiles))


def percentiles(replicates: Floats) -> Floats:
    """Ends of the 95% intervals, as a last axis of length 2. NaN is ignored, unless everything is NaN."""
    rows = np.atleast_2d(replicates)
    known = [row[~np.isnan(row)] for row in rows]
    ends = [np.percentile(row, TAILS) if len(row) else np.full(2, np.nan) for row in known]
    return np.array(ends).reshape(*replicates.shape[:-1], 2)


def rank_intervals(scores: Floats, replicates: Floats) -> Integers:
    """95% intervals of ranks by GeoScore, best first.

    Parameters
    ----------
    scores : ndarray of float, an entry per entrant
        The scores on the leaderboard.
    replicates : ndarray of float, entrants by replicates
        `Resampled.geoscore`. NaN is replaced by the score itself, in every replicate for entrants without
        any, such as published rows.

    Returns
    -------
    ndarray of int, entrants by two
        The best and the worst rank; equal scores share the better one.
    """
    drawn = np.where(np.isnan(replicates), scores[:, None], replicates)
    ranks = np.array([1 + (drawn > own).sum(axis=0) for own in drawn]).reshape(drawn.shape)
    intervals: Integers = np.percentile(ranks, TAILS, axis=1, method="inverted_cdf").T.astype(np.intp)
    return intervals


@dataclass(frozen=True)
class _Rows:
    """Rows with a distance, by rising distance, in chunks; the last chunk is padded with zero-weight rows.

    Attributes
    ----------
    clip, player, weight, distance_km : ndarray, chunks by rows
        ``player`` is None for entrants without players.
    weighed : ndarray of float, chunks by three by rows
        The weights alone, times GeoScore, and times distance.
    """

    clip: Integers
    player: Integers | None
    weight: Floats
    distance_km: Floats
    weighed: Floats

    @classmethod
    def of(cls, entrant: Entrant) -> "_Rows":
        rows = entrant.rows
        known = np.flatnonzero(~np.isnan(rows.distance_km))
        rising = known[np.argsort(rows.distance_km[known])]
        size = max(FEWEST_ROWS, isqrt(len(known)))
        index = np.append(rising, np.repeat(rising[-1:], -len(known) % size)).reshape(-1, size)

        share = np.zeros(len(rows.clip))
        share[known] = shares(entrant.units[known])
        weight, distance = share[index], rows.distance_km[index]
        weight.ravel()[len(known) :] = 0
        weighed = np.stack([weight, weight * geoscore(distance), weight * distance], axis=1)
        player = None if entrant.player is None else entrant.player[index]
        return cls(rows.clip[index], player, weight, distance, weighed)

    def drawn(self, chunk: int, draws: Draws) -> Floats:
        """How often each row of a chunk is drawn, rows by replicates."""
        times: Floats = draws.clips.take(self.clip[chunk], axis=0).astype(np.float64)
        if self.player is not None:
            times *= draws.players.take(self.player[chunk], axis=0)
        return times

    def weights(self, chunk: Integers, draws: Draws) -> Floats:
        """Weights of one chunk's rows in each replicate, replicates by rows."""
        replicate = np.arange(len(chunk))[:, None]
        weights: Floats = self.weight[chunk] * draws.clips[self.clip[chunk], replicate]
        if self.player is not None:
            weights *= draws.players[self.player[chunk], replicate]
        return weights


def _replicate(rows: _Rows, draws: Draws) -> Floats:
    """Mean GeoScore, mean distance and the quantiles of distance, by replicates."""
    sums = np.empty((len(rows.weighed), 3, draws.replicates))
    for chunk, weighed in enumerate(rows.weighed):
        sums[chunk] = weighed @ rows.drawn(chunk, draws)
    ends = np.concatenate([np.zeros((1, *sums.shape[1:])), np.cumsum(sums, axis=0)])
    units = ends[-1, 0]
    with np.errstate(invalid="ignore"):
        means = ends[-1, 1:] / units
        starts = np.outer(list(QUANTILES.values()), np.maximum(units - 1, 0))
        quantiles = [
            (_area(rows, draws, ends, start + 1) - _area(rows, draws, ends, start)) / np.minimum(units, 1)
            for start in starts
        ]
    return np.concatenate([means, quantiles])


def _area(rows: _Rows, draws: Draws, ends: Floats, reach: Floats) -> Floats:
    """Per replicate, the sum of the shortest distances up to a total weight of ``reach``."""
    if len(ends) == 1:
        return np.zeros(draws.replicates)
    chunk = np.minimum((ends[1:, 0] < reach).sum(axis=0), len(ends) - 2)
    weights = rows.weights(chunk, draws)
    replicate = np.arange(draws.replicates)
    left = (reach - ends[chunk, 0, replicate])[:, None] - np.cumsum(weights, axis=1) + weights
    covered = np.clip(left, 0, weights)
    area: Floats = ends[chunk, 2, replicate] + (covered * rows.distance_km[chunk]).sum(axis=1)
    return area


def _scale(error: float, replicates: Floats) -> float:
    """The factor that gives replicates a standard error.

    It is 0 if the error is 0, since rounding alone can make equal replicates differ. Replicates of clips may
    all be equal while seeds differ; they then stay equal.
    """
    spread = float(np.nanstd(replicates)) if error > 0 else 0
    return error / spread if spread > 0 else error


def _point_quantiles(entrant: Entrant) -> Floats:
    known = ~np.isnan(entrant.rows.distance_km)
    weights = shares(entrant.units[known])
    return weighted_quantiles(entrant.rows.distance_km[known], weights, list(QUANTILES.values()))
