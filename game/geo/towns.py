"""The town that tells players where a point is."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from game.geo.geodesy import EARTH_RADIUS_KM, distance_km, unit_vectors
from game.geo.places import NEVER_SHOWN, PlaceNames

# By rank: people of a town like it, and how far from its middle a point is still in it, in km.
PEOPLE = np.array([0, 8e6, 2e6, 4e5, 1e5, 2.5e4])
REACH_KM = np.array([0.0, 15.0, 12.0, 8.0, 5.0, 3.0])
CACHED_LABELS = 5_000
LEAST_KM = 2.0  # closer than this, towns of one rank are equally near


@dataclass(frozen=True, slots=True)
class Town:
    """A town near a point; `distance_km` from its middle, 0 if the point is in it."""

    name: str
    country: str
    country_code: str
    distance_km: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Towns, as of a country: their positions among all places, directions and people."""

    members: NDArray[np.intp]
    middles: NDArray[np.float64]
    people: NDArray[np.float64]

    def part(self, start: int, end: int) -> "_Group":
        """Those from one place to another, which take no memory of their own."""
        return _Group(self.members[start:end], self.middles[start:end], self.people[start:end])


class Towns:
    """Towns of 15,000 people or more. Immutable; safe to share between threads."""

    def __init__(self, places: PlaceNames) -> None:
        codes, lats, lons, ranks, zooms = places.columns("country_code", "lat", "lon", "rank", "min_zoom")
        self._lats, self._lons, self._ranks = lats, lons, ranks
        self._label = lru_cache(CACHED_LABELS)(places.label)
        every = np.flatnonzero((ranks > 0) & (zooms < NEVER_SHOWN))
        by_code = every[np.argsort(codes[every].astype(np.str_), kind="stable")]
        countries, starts = np.unique(codes[by_code].astype(np.str_), return_index=True)
        self._all = _Group(by_code, unit_vectors(lats[by_code], lons[by_code]), PEOPLE[ranks[by_code]])
        ends = (*starts[1:].tolist(), len(by_code))
        groups = map(self._all.part, starts.tolist(), ends)
        self._by_country = dict(zip(countries.tolist(), groups, strict=True))

    @classmethod
    @cache
    def load(cls) -> "Towns":
        """The towns of the world, found among its places once in a process."""
        return cls(PlaceNames.load())

    def nearest(self, lat: float, lon: float, country_code: str | None = None) -> Town | None:
        """The town by which people would say where a point is: near, and large for its distance.

        Parameters
        ----------
        lat, lon : float
            Degrees.
        country_code : str, optional
            ISO 3166-1 alpha-2 of the country whose towns are looked at; without it, all countries'.

        Returns
        -------
        Town or None
            None if the country has no town of 15,000 people.
        """
        group = self._all if country_code is None else self._by_country.get(country_code)
        if group is None:
            return None
        cosines = np.clip(group.middles @ unit_vectors(lat, lon), -1, 1)
        distances = EARTH_RADIUS_KM * np.arccos(cosines) + LEAST_KM
        best = int(group.members[np.argmax(group.people / distances**2)])
        away = distance_km(lat, lon, float(self._lats[best]), float(self._lons[best]))
        label = self._label(best)
        return Town(
            label.name, label.country, label.country_code, away if away > REACH_KM[label.rank] else 0.0
        )
