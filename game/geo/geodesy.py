"""Distance on the WGS-84 ellipsoid and GeoScore, for one point or a million."""

import math
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

MAX_GEOSCORE = 5000.0
SCALE_KM = 1492.7  # GeoScore falls to 1/e of its maximum at this distance
REFUSAL_KM = 10_000.0  # the distance that AGL1K assigns to a refusal
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

_WGS84 = Geod(ellps="WGS84")


@overload
def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float: ...
@overload
def distance_km(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> NDArray[np.float64]: ...
def distance_km(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> float | NDArray[np.float64]:
    """Length of the shortest line on the ellipsoid between two points.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : float or array_like
        Degrees, WGS-84; arrays broadcast against each other.

    Returns
    -------
    float or ndarray
        Kilometres; a float when all four are scalars.

    Notes
    -----
    The geodesic (Karney 2013) that geopy computes and AGL1K's published distances agree with, not the
    haversine distance that its paper names.
    """
    if all(isinstance(value, int | float) for value in (lat1, lon1, lat2, lon2)):
        return float(_WGS84.inv(lon1, lat1, lon2, lat2)[2]) / 1000
    a_lat, a_lon, b_lat, b_lon = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (lat1, lon1, lat2, lon2))
    )
    metres = _WGS84.inv(a_lon, a_lat, b_lon, b_lat)[2]
    return np.asarray(metres, dtype=np.float64) / 1000


@overload
def geoscore(distance: float) -> float: ...
@overload
def geoscore(distance: ArrayLike) -> NDArray[np.float64]: ...
def geoscore(distance: ArrayLike) -> float | NDArray[np.float64]:
    """AGL1K's GeoScore: 5000 at distance 0, falling exponentially.

    Parameters
    ----------
    distance : float or array_like
        Kilometres.

    Returns
    -------
    float or ndarray
        ``5000 * exp(-distance / 1492.7)``, from 0 to 5000. Source: AGL1K, appendix A.3.
    """
    score = MAX_GEOSCORE * np.exp(-np.asarray(distance, dtype=np.float64) / SCALE_KM)
    return float(score) if isinstance(distance, int | float) else score


def wrap_lon(lon: float) -> float:
    """Wrap a longitude into [-180, 180]."""
    if -180 <= lon <= 180:
        return lon
    return (lon + 180) % 360 - 180


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Points on a sphere of radius 1, to find what is near before it is measured.

    Parameters
    ----------
    lat, lon : float or array_like
        Degrees.

    Returns
    -------
    ndarray, shape (..., 3)
        Cartesian coordinates.
    """
    if isinstance(lat, float) and isinstance(lon, float):  # ten times as fast as arrays
        phi, lam = math.radians(lat), math.radians(lon)
        across = math.cos(phi)
        return np.array((across * math.cos(lam), across * math.sin(lam), math.sin(phi)))
    phis, lams = np.radians(np.asarray(lat, np.float64)), np.radians(np.asarray(lon, np.float64))
    return np.stack([np.cos(phis) * np.cos(lams), np.cos(phis) * np.sin(lams), np.sin(phis)], axis=-1)
