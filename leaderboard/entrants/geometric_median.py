"""The geometric median on a sphere, for many groups of points at a time."""

from dataclasses import dataclass

import numpy as np

from game.geo.geodesy import EARTH_RADIUS_KM, unit_vectors
from leaderboard.scoring.rows import Bools, Floats, Integers

TOLERANCE_M = 1.0  # iteration stops after a step shorter than this
MAX_STEPS = 100
STARTS = 10  # how many of a group's own points are tried as the start
_SAME_PLACE = 1e-9  # radians, 6 mm
_LEAP = 8  # Weiszfeld steps taken as one, for long slopes without curvature
_NO_GAIN = 1e-13  # of a total distance: less is rounding error


@dataclass(frozen=True)
class _Points:
    """Points sorted by group.

    Attributes
    ----------
    at : ndarray of float, (points, 3)
        Unit vectors.
    weight : ndarray of float, one per point
        How much its distance counts; above 0.
    first, size : ndarray of int, one per group
        Where the group begins, and how many points it has, 1 or more.
    """

    at: Floats
    weight: Floats
    first: Integers
    size: Integers

    def only(self, groups: Bools) -> "_Points":
        size = self.size[groups]
        kept = np.repeat(groups, self.size)
        return _Points(self.at[kept], self.weight[kept], np.cumsum(size) - size, size)

    def spread(self, by_group: Floats) -> Floats:
        """Repeat a group's value for each of its points."""
        return np.repeat(by_group, self.size, axis=0)

    def total(self, by_point: Floats) -> Floats:
        """Weighted sum over each group's points."""
        summed: Floats = np.add.reduceat(self.weight * by_point, self.first, axis=-1)
        return summed


def geometric_medians(
    group: Integers,
    lat: Floats,
    lon: Floats,
    start: tuple[Floats, Floats] | None = None,
    weight: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Find, for each group of points, the point with the least total distance to them.

    Parameters
    ----------
    group : ndarray of int, one per point
        Ascending from 0, without gaps.
    lat, lon : ndarray of float, one per point
        Degrees.
    start : pair of ndarray of float, one per group, optional
        Latitude and longitude of a first guess; NaN for none. Good guesses save steps.
    weight : ndarray of float, one per point, optional
        How much each point's distance counts, above 0; all 1 by default.

    Returns
    -------
    lat, lon : ndarray of float, one per group
        Degrees; the longitude in [-180, 180].

    Notes
    -----
    Distances are on the sphere. Weiszfeld's step on the sphere (Fletcher, Venkatasubramanian and Joshi 2009)
    never lengthens the total, and Vardi and Zhang (2000) make it safe at a given point. Newton's step is far
    quicker near the end, and a median that is one of the points is found by trying the nearest one. The best
    of these is taken.

    Points all over the Earth may have several local optima. The start is the best of the mean direction and
    up to `STARTS` of the group's points. In simulations this missed the global optimum in at most 0.4% of
    groups when half of the points lay anywhere on Earth, and in up to 7% when all did; there the mean
    distance was at most 100 km (0.016 radians) longer. Where many places are equally good, as between two
    points, the one at the mean direction is taken.
    """
    if not len(group):
        return np.empty(0), np.empty(0)
    size = np.bincount(group)
    weights = np.ones(len(group)) if weight is None else weight
    points = _Points(unit_vectors(lat, lon), weights, np.cumsum(size) - size, size)
    at = _started(points, None if start is None else unit_vectors(*start))
    going = np.ones(len(size), dtype=np.bool_)
    for _ in range(MAX_STEPS):
        rest = points.only(going)
        at[going], still = _stepped(rest, at[going])
        going[going] = still
        if not going.any():
            break
    return np.degrees(np.arctan2(at[:, 2], np.hypot(at[:, 0], at[:, 1]))), np.degrees(
        np.arctan2(at[:, 1], at[:, 0])
    )


def _started(points: _Points, earlier: Floats | None) -> Floats:
    own = min(STARTS, int(points.size.max()))
    tried = [points.at[points.first + number * points.size // own] for number in range(own)]
    if earlier is not None:
        tried.append(np.where(np.isnan(earlier), tried[0], earlier))
    mean = np.column_stack([points.total(axis) for axis in points.at.T])
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    nowhere = length < _SAME_PLACE
    tried.insert(0, np.where(nowhere, tried[0], mean / np.where(nowhere, 1, length)))
    return _best(points, tried)


def _stepped(points: _Points, at: Floats) -> tuple[Floats, Bools]:
    """The places after the best step, and the groups for which it was not the last."""
    slopes = _Slopes.at(points, at)
    safe = slopes.weiszfeld()
    steps = [slopes.newton(), safe, _LEAP * safe]
    found = _best(points, [at, *(_moved(at, step) for step in steps), _nearest(points, slopes.distance)])
    return found, _angles(found, at) > TOLERANCE_M / (1000 * EARTH_RADIUS_KM)


def _best(points: _Points, tried: list[Floats]) -> Floats:
    """The place with the least total distance for each group; the first unless another is better."""
    totals = np.array([points.total(_angles(points.at, points.spread(places))) for places in tried])
    totals[0] *= 1 - _NO_GAIN
    best: Floats = np.array(tried)[np.argmin(totals, axis=0), np.arange(len(points.size))]
    return best


@dataclass(frozen=True)
class _Slopes:
    """How each group's total distance changes around a place, in the tangent plane there.

    Attributes
    ----------
    distance : ndarray of float, one per point
        Radians.
    plane : ndarray of float, (2, groups, 3)
        The plane's axes.
    pull : ndarray of float, (2, groups)
        The downhill direction: the sum of unit vectors to the points, less the hold of points at the place
        itself.
    weight : ndarray of float, one per group
        The sum of 1/distance.
    bend : ndarray of float, (3, groups)
        Second derivatives: xx, xy, yy.
    """

    distance: Floats
    plane: Floats
    pull: Floats
    weight: Floats
    bend: Floats

    @classmethod
    def at(cls, points: _Points, at: Floats) -> "_Slopes":
        plane = _plane(at)
        x, y, ahead = (np.einsum("ij,ij->i", points.at, points.spread(axis)) for axis in (*plane, at))
        sine = np.hypot(x, y)
        distance = np.arctan2(sine, ahead)
        # At the place itself and at its antipode there is no direction.
        inverse = np.divide(1, sine, out=np.zeros_like(sine), where=sine > _SAME_PLACE)
        x, y, cotangent = x * inverse, y * inverse, ahead * inverse
        there = distance > _SAME_PLACE
        weight = points.total(np.divide(1, distance, out=np.zeros_like(distance), where=there))
        pull = points.total(np.array([x, y]))
        held = points.total((~there).astype(np.float64))
        pull *= np.maximum(1 - held / np.maximum(np.hypot(*pull), _SAME_PLACE), 0)
        bend = points.total(np.array([y * y, -x * y, x * x]) * cotangent)
        return cls(distance, plane, pull, weight, bend)

    def weiszfeld(self) -> Floats:
        """A step that never lengthens the total, (groups, 3), radians."""
        return self._in_space(self.pull / np.where(self.weight > 0, self.weight, 1))

    def newton(self) -> Floats:
        """The step to the minimum of the local quadratic, (groups, 3), radians; 0 where it has none."""
        (xx, xy, yy), (x, y) = self.bend, self.pull
        determinant = xx * yy - xy * xy
        curved = (determinant > _SAME_PLACE * (xx + yy) ** 2) & (xx + yy > 0)
        solved = np.array([yy * x - xy * y, xx * y - xy * x])
        return self._in_space(np.divide(solved, determinant, out=np.zeros_like(solved), where=curved))

    def _in_space(self, step: Floats) -> Floats:
        east, north = step[:, :, None] * self.plane
        return np.asarray(east + north)


def _nearest(points: _Points, distance: Floats) -> Floats:
    """Each group's point with the least distance."""
    least = np.minimum.reduceat(distance, points.first)
    found = np.flatnonzero(distance == points.spread(least))
    return points.at[found[np.searchsorted(found, points.first)]]


def _plane(at: Floats) -> Floats:
    """Two orthogonal unit vectors tangent to the sphere at each place, (2, places, 3)."""
    axis = np.eye(3)[np.argmin(np.abs(at), axis=1)]
    first = np.cross(at, axis)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.array([first, np.cross(at, first)])


def _moved(at: Floats, step: Floats) -> Floats:
    """The end of a great-circle walk from ``at``, in the step's direction and of its length."""
    length = np.linalg.norm(step, axis=1, keepdims=True)
    arrived = np.cos(length) * at + np.sinc(length / np.pi) * step
    unit: Floats = arrived / np.linalg.norm(arrived, axis=1, keepdims=True)
    return unit


def _angles(one: Floats, other: Floats) -> Floats:
    """Radians between unit vectors, accurate for very small and very large angles."""
    apart, along = one - other, one + other
    angle: Floats = 2 * np.arctan2(
        np.sqrt(np.einsum("ij,ij->i", apart, apart)), np.sqrt(np.einsum("ij,ij->i", along, along))
    )
    return angle
