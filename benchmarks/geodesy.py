"""A million distances and scores in bulk, compared with geopy one by one."""

import time

import numpy as np
from geopy.distance import geodesic

from benchmarks.figures import Figure, Target
from game.geo.geodesy import distance_km, geoscore

PAIRS = 1_000_000
GEOPY_PAIRS = 2_000  # enough to extrapolate to a million


def measure(quick: bool) -> list[Figure]:
    """Score random pairs of points; quick changes nothing."""
    rng = np.random.default_rng(1)
    lats, lons = rng.uniform(-90, 90, (2, PAIRS)), rng.uniform(-180, 180, (2, PAIRS))
    start = time.perf_counter()
    geoscore(distance_km(lats[0], lons[0], lats[1], lons[1]))
    ours = time.perf_counter() - start
    few = slice(GEOPY_PAIRS // 10 if quick else GEOPY_PAIRS)
    points = list(zip(lats[0][few], lons[0][few], lats[1][few], lons[1][few], strict=True))
    start = time.perf_counter()
    for lat1, lon1, lat2, lon2 in points:
        geoscore(float(geodesic((lat1, lon1), (lat2, lon2)).km))
    geopy = (time.perf_counter() - start) / len(points) * PAIRS
    return [Figure("a million pairs scored", "s", ours, geopy, Target(1.5))]
