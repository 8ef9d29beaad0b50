"""Place names on the map: the labels around a point."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import ArrayLike, NDArray

from game.project_files import DATA

MERCATOR_EDGE = 85.0511  # degrees of latitude: cut there, the map is square
VIEW_PX = (2400, 1500)  # the window of `near`: one and a half times a screen of 1600 by 1000
HIGHEST_ZOOM = 24  # no map goes further
COUNTRY_ZOOMS = 5  # zoom levels for which a country's name is shown, before it makes room for towns
COORDINATE_UNITS = 1000  # of a degree: as they are stored
LARGEST_TOWN = 5  # rank; a place of a lower one is a city
NEVER_SHOWN = 99  # least zoom of a place that is only found, never on the map

Kind = Literal["country", "region", "city", "town", "point"]


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map.

    `rank` sets its size: 0 for a country, then 1 to 5 for cities of at least 5 million people, 1 million,
    200,000, 50,000, and fewer. `country` is the country's everyday name, also for a country itself. `region`
    is the state, province or the like that a city is in, where it is known.
    """

    name: str
    country: str
    country_code: str
    lat: float
    lon: float
    rank: int
    kind: Kind
    region: str = ""


class PlaceNames:
    """The world's countries, and cities of 15,000 people or more. Immutable; safe to share between threads.

    Parameters
    ----------
    places : pyarrow.Table
        From `data/places.parquet`, the most populous first; coordinates in thousandths of a degree.
    """

    def __init__(self, places: pa.Table) -> None:
        self._table = columns = {name: places[name].combine_chunks() for name in places.column_names}
        for axis in ("lat", "lon"):
            columns[axis] = pa.array(columns[axis].to_numpy() / COORDINATE_UNITS)
        self._columns = [columns[name] for name in ("name", "country_code", "lat", "lon", "rank", "region")]
        ranks, zooms = columns["rank"].to_numpy(), columns["min_zoom"].to_numpy()
        countries = [self._row(int(i)) for i in np.flatnonzero(ranks == 0)]
        self._countries = {country_code: name for name, country_code, *_ in countries}
        self._by_zoom = np.argsort(zooms, kind="stable")
        self._zooms = zooms[self._by_zoom]
        self._is_country = ranks[self._by_zoom] == 0
        lats, lons = columns["lat"].to_numpy(), columns["lon"].to_numpy()
        self._x, self._y = mercator(lats[self._by_zoom], lons[self._by_zoom])

    @classmethod
    @cache
    def load(cls) -> "PlaceNames":
        """Read the places of the world, once in a process."""
        return cls(read_table(DATA / "places.parquet"))

    def __len__(self) -> int:
        return len(self._columns[0])

    def near(self, lat: float, lon: float, zoom: float, limit: int = 120) -> list[Label]:
        """The labels of a map around a point.

        Parameters
        ----------
        lat, lon : float
            Centre of the map, degrees.
        zoom : float
            Leaflet's zoom level: the world is ``256 * 2**zoom`` pixels wide.
        limit : int
            Maximum number of labels.

        Returns
        -------
        list of Label
            The most important first. A city with a label at one zoom level keeps it at the next, while it is
            in view. Where labels would overlap, the lesser one appears only at a zoom with room for both.

        Raises
        ------
        ValueError
            A coordinate is out of range, or a number is not finite.
        """
        _check_view(lat, lon, zoom)
        zoom = min(max(zoom, 0), HIGHEST_ZOOM)
        count = int(np.searchsorted(self._zooms, zoom, side="right"))
        x, y = mercator(lat, lon)
        across = np.abs(self._x[:count] - x)
        across = np.minimum(across, 1 - across)  # the way around the world may be shorter
        width, height = (pixels / (256 * 2.0**zoom) / 2 for pixels in VIEW_PX)
        visible = (across <= width) & (np.abs(self._y[:count] - y) <= height)
        visible &= ~self._is_country[:count] | (zoom < self._zooms[:count] + COUNTRY_ZOOMS)
        return [self.label(int(i)) for i in self._by_zoom[:count][visible][: max(limit, 0)]]

    def _row(self, position: int) -> list[Any]:
        return [column[position].as_py() for column in self._columns]

    def name(self, position: int) -> str:
        """The name on the map of the place at a position."""
        return str(self._columns[0][position].as_py())

    def label(self, position: int) -> Label:
        """The place at a position, the most populous first."""
        name, country_code, lat, lon, rank, region = self._row(position)
        kind = self._kind(position, rank)
        return Label(name, self._countries[country_code], country_code, lat, lon, rank, kind, region)

    def _kind(self, position: int, rank: int) -> Kind:
        if rank == 0:
            return "country"
        if self._table["min_zoom"][position].as_py() == NEVER_SHOWN:
            return "region"
        return "town" if rank >= LARGEST_TOWN else "city"

    def columns(self, *names: str) -> tuple[NDArray[Any], ...]:
        """Columns of all places, the most populous first."""
        return tuple(self._table[name].to_numpy(zero_copy_only=False) for name in names)


def mercator(lat: ArrayLike, lon: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project points to the Web Mercator map.

    Parameters
    ----------
    lat, lon : array_like
        Degrees.

    Returns
    -------
    x, y : ndarray
        From 0 at 180 degrees west to 1 at 180 east, and from 0 in the north to 1 in the south. Latitudes
        beyond the edge of the map are moved to the edge.
    """
    sine = np.sin(np.radians(np.clip(np.asarray(lat, dtype=np.float64), -MERCATOR_EDGE, MERCATOR_EDGE)))
    return np.asarray(lon, dtype=np.float64) / 360 + 0.5, 0.5 - np.arctanh(sine) / (2 * np.pi)


def read_table(file: Path) -> pa.Table:
    """Read a Parquet file."""
    with pq.ParquetFile(file) as opened:  # `read_table` would import pyarrow.dataset, which is slow
        return opened.read()


def _check_view(lat: float, lon: float, zoom: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(
            f"The point {lat}, {lon} is not on Earth: latitude is -90 to 90, longitude -180 to 180."
        )
    if not math.isfinite(zoom):
        raise ValueError(f"The zoom {zoom} is not a number that a map can have.")
