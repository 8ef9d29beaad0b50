"""Whether the radius that people draw around their guess, "80% sure it is inside", holds what it says."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals
from leaderboard.uncertainty.standard_errors import estimate

SURE = 0.8
SIZES = 4  # groups by the size of the radius, of about as many rounds each
FEWEST_ROUNDS = 20  # in a group


@dataclass(frozen=True)
class Coverage:
    """How often the true place lay within the radius.

    Attributes
    ----------
    least_km, most_km : float
        The radii that this is about.
    share : float
        The mean over people of each person's share; calibrated people have 0.8.
    interval : (float, float) or None
        Of 95%, for other people and other clips like these; None with fewer than `MIN_PLAYERS` people.
    people, rounds : int
    """

    least_km: float
    most_km: float
    share: float
    interval: Interval | None
    people: int
    rounds: int


@dataclass(frozen=True)
class Calibration:
    """The radii of a study's people.

    Attributes
    ----------
    overall : Coverage
    by_size : tuple of Coverage
        From small radii to large ones.
    pinball_km : float
        The pinball loss of the radius as the 80% quantile of the distance, the mean over people of each
        person's; less is better.
    one_radius_km, one_radius_pinball_km : float
        The one radius that would have had the least loss, had everybody drawn it, and that loss: radii are
        worth something as far as theirs is less.
    """

    overall: Coverage
    by_size: tuple[Coverage, ...]
    pinball_km: float
    one_radius_km: float
    one_radius_pinball_km: float


def calibrate(distance_km: Floats, radius_km: Floats, person: Integers, clip: Integers) -> Calibration | None:
    """Compare radii with distances; None without any.

    Parameters
    ----------
    distance_km : ndarray of float, an entry per round
        From guess to truth.
    radius_km : ndarray of float
        NaN where none was drawn; these rounds are left out.
    person, clip : ndarray of int
        Numbered from 0.
    """
    drawn = ~np.isnan(radius_km) & ~np.isnan(distance_km)
    if not drawn.any():
        return None
    distance, radius = distance_km[drawn], radius_km[drawn]
    person, clip = person[drawn], clip[drawn]
    share = shares(person)
    share /= share.sum()
    best = float(np.quantile(distance, SURE, weights=share, method="inverted_cdf"))
    return Calibration(
        _coverage(distance, radius, person, clip),
        tuple(
            _coverage(distance[group], radius[group], person[group], clip[group]) for group in _groups(radius)
        ),
        float(share @ pinball(distance, radius)),
        best,
        float(share @ pinball(distance, np.full(len(distance), best))),
    )


def pinball(value: Floats, quantile: Floats, level: float = SURE) -> Floats:
    """The pinball loss of a quantile, in the unit of the value (Koenker and Bassett 1978)."""
    over: Floats = value - quantile
    loss: Floats = np.maximum(level * over, (level - 1) * over)
    return loss


def _groups(radius: Floats) -> Iterator[Bools]:
    """Radii by size, as many in each group as ties allow."""
    sizes = min(SIZES, max(len(radius) // FEWEST_ROUNDS, 1))
    ends = np.unique(np.quantile(radius, np.arange(1, sizes) / sizes, method="lower"))
    group = np.searchsorted(ends, radius, side="left")
    for number in np.unique(group):
        yield np.asarray(group == number, np.bool_)


def _coverage(distance: Floats, radius: Floats, person: Integers, clip: Integers) -> Coverage:
    people = len(np.unique(person))
    found = estimate([(distance <= radius).astype(np.float64)], clip, person, person, MIN_PLAYERS)
    interval = scaled_intervals(["inside"], ["share"], found).get("inside")
    ends = float(radius.min()), float(radius.max())
    return Coverage(*ends, float(found.mean[0]), interval, people, len(distance))
