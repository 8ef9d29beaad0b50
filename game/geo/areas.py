"""Which towns are in which countries and regions."""

import numpy as np
from numpy.typing import NDArray

from game.geo.places import NEVER_SHOWN, PlaceNames

Positions = NDArray[np.int64]


class Areas:
    """The countries and regions among the world's places. Immutable; safe to share between threads."""

    def __init__(self, places: PlaceNames) -> None:
        codes, regions, names, ranks, zooms = places.columns(
            "country_code", "region", "name", "rank", "min_zoom"
        )
        self.is_country = ranks == 0
        self.is_region = zooms == NEVER_SHOWN
        self._countries = np.unique(codes.astype(np.str_), return_inverse=True)[1]
        numbers: dict[tuple[str, str], int] = {}
        within = np.where(self.is_region, names, regions)
        self._regions = np.array(
            [numbers.setdefault(key, len(numbers)) for key in zip(codes, within, strict=True)], np.int64
        )

    def inside(self, positions: Positions, areas: Positions) -> NDArray[np.bool_]:
        """Which of some places are towns in one of the countries or regions among other places."""
        countries, regions = areas[self.is_country[areas]], areas[self.is_region[areas]]
        in_country = np.isin(self._countries[positions], self._countries[countries])
        in_region = np.isin(self._regions[positions], self._regions[regions])
        towns: NDArray[np.bool_] = ~self.are_areas(positions) & (in_country | in_region)
        return towns

    def are_areas(self, positions: Positions) -> NDArray[np.bool_]:
        """Which of some places are countries or regions."""
        areas: NDArray[np.bool_] = self.is_country[positions] | self.is_region[positions]
        return areas
