"""The single point that is the best answer to all clips."""

from collections.abc import Callable

import numpy as np

from game.geo.geodesy import EARTH_RADIUS_KM, distance_km, unit_vectors
from leaderboard.scoring.rows import Floats

GRID_DEG = 3.0
STARTS = 3
FINEST_DEG = 1e-3  # 111 m
_CHUNK = 1000  # grid points per step: 12 MB with 1,444 clips
_AROUND = np.array([(0, 0), *((dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx)])

Cost = Callable[[Floats], Floats]


def best_point(lat: Floats, lon: Floats, cost: Cost) -> tuple[float, float]:
    """Find the point with the lowest mean cost over the clips.

    Parameters
    ----------
    lat, lon : ndarray of float
        Of the clips, degrees, WGS-84; at least one.
    cost : callable
        The cost of distances in km: the distance itself, or the negative GeoScore.

    Returns
    -------
    tuple of float
        Latitude and longitude, degrees.

    Notes
    -----
    A grid over the whole Earth finds the candidate regions, since the cost may have several valleys. From the
    lowest local minima the search moves to the best of eight neighbours, at shrinking steps. The grid uses a
    sphere, which is about 70 times as fast and at most 0.6% off; the search uses the ellipsoid.
    """
    ends = [_descend(start, lat, lon, cost) for start in _valleys(lat, lon, cost)]
    return min(ends, key=lambda end: _mean_cost(np.array([end]), lat, lon, cost)[0])


def _valleys(lat: Floats, lon: Floats, cost: Cost) -> Floats:
    """Local minima of the grid, lowest first."""
    lats, lons = np.arange(-90 + GRID_DEG / 2, 90, GRID_DEG), np.arange(-180, 180, GRID_DEG)
    points = np.stack(np.meshgrid(lats, lons, indexing="ij"), axis=-1).reshape(-1, 2)
    clips = unit_vectors(lat, lon).T
    costs = np.concatenate(
        [
            _spherical_cost(points[start : start + _CHUNK], clips, cost)
            for start in range(0, len(points), _CHUNK)
        ]
    )
    # The grid wraps in longitude; beyond the poles nothing is lower.
    grid = np.pad(costs.reshape(len(lats), -1), ((0, 0), (1, 1)), mode="wrap")
    grid = np.pad(grid, ((1, 1), (0, 0)), constant_values=np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(grid, (3, 3))
    lowest = np.flatnonzero(costs <= windows.min(axis=(2, 3)).ravel())
    valleys: Floats = points[lowest[np.argsort(costs[lowest], kind="stable")][:STARTS]]
    return valleys


def _descend(start: Floats, lat: Floats, lon: Floats, cost: Cost) -> tuple[float, float]:
    point, step = start, GRID_DEG / 2
    known: dict[tuple[float, ...], float] = {}  # steps are halved exactly, so places are met again
    while step > FINEST_DEG:
        around = point + step * _AROUND
        around[:, 0] = np.clip(around[:, 0], -90, 90)
        places = [tuple(place) for place in around.tolist()]
        if new := [place for place in dict.fromkeys(places) if place not in known]:
            known.update(zip(new, _mean_cost(np.array(new), lat, lon, cost).tolist(), strict=True))
        best = int(np.argmin([known[place] for place in places]))
        point, step = around[best], step if best else step / 2
    return float(point[0]), float((point[1] + 180) % 360 - 180)


def _mean_cost(points: Floats, lat: Floats, lon: Floats, cost: Cost) -> Floats:
    mean: Floats = cost(distance_km(points[:, :1], points[:, 1:], lat, lon)).mean(axis=1)
    return mean


def _spherical_cost(points: Floats, clips: Floats, cost: Cost) -> Floats:
    cosines = np.clip(unit_vectors(points[:, 0], points[:, 1]) @ clips, -1, 1)
    mean: Floats = cost(EARTH_RADIUS_KM * np.arccos(cosines)).mean(axis=1)
    return mean
