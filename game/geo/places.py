"""Names on the map: what to write near a point, and where a name is."""

import math
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import ArrayLike, NDArray

from game.geo.coordinates import format_point, read_point
from game.project_files import DATA

MERCATOR_EDGE = 85.0511  # degrees of latitude, where the map is as high as it is wide
VIEW_PX = (2400, 1500)  # the window of `near`: one and a half screens of 1600 by 1000
HIGHEST_ZOOM = 24  # no map has more
COUNTRY_ZOOMS = 5  # a country's name makes room for its towns after as many zooms
LONGEST_QUERY = 100  # characters
LOWEST_RANK = 5  # a small town's, and a bare point's
# Where a search key comes from. Its weight is this times the number of places, plus the place's position.
OWN_NAME, LATER_WORD, OTHER_NAME = 0, 1, 2
TELLING_LENGTH = 4  # characters from which on other names count as much as the one on the map
_LAST_CHARACTER = "\U0010ffff"
# Letters that no accent is taken from: Unicode sees them as letters of their own.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map.

    `rank` is how large it is written: 0 for a country, then 1 to 5 for cities of 5 million people or more,
    1 million, 200,000, 50,000, and fewer. `country` is its ordinary name, a country's own too.
    """

    name: str
    country: str
    country_code: str
    lat: float
    lon: float
    rank: int


class PlaceNames:
    """The world's countries and its cities of 15,000 people or more. Never changes; threads may share it.

    Parameters
    ----------
    places : pyarrow.Table
        `data/places.parquet`: the most populous first.
    names : Path
        `data/place_names.parquet`, read at the first search.
    """

    def __init__(self, places: pa.Table, names: Path) -> None:
        columns = {name: places[name].combine_chunks() for name in places.column_names}
        self._columns = [columns[name] for name in ("name", "country_code", "lat", "lon", "rank")]
        self._names = names
        ranks, zooms = columns["rank"].to_numpy(), columns["min_zoom"].to_numpy()
        countries = [self._row(int(i)) for i in np.flatnonzero(ranks == 0)]
        self._countries = {country_code: name for name, country_code, *_ in countries}
        self._by_zoom = np.argsort(zooms, kind="stable")
        self._zooms = zooms[self._by_zoom]
        self._is_country = ranks[self._by_zoom] == 0
        lats, lons = columns["lat"].to_numpy(), columns["lon"].to_numpy()
        self._x, self._y = mercator(lats[self._by_zoom], lons[self._by_zoom])

    @classmethod
    def load(cls) -> "PlaceNames":
        """Read the names of the map; what searching needs is read at the first search.

        Returns
        -------
        PlaceNames
        """
        return cls(_read(DATA / "places.parquet"), DATA / "place_names.parquet")

    def near(self, lat: float, lon: float, zoom: float, limit: int = 120) -> list[Label]:
        """List the names to write on a map around a point.

        Parameters
        ----------
        lat, lon : float
            Degrees: the middle of the map.
        zoom : float
            As Leaflet counts: the world is ``256 * 2**zoom`` pixels wide.
        limit : int
            The most names wanted.

        Returns
        -------
        list of Label
            The most important first. A city that is named at one zoom is named at the next, too, while it
            is in sight; of names that would cover each other, the lesser waits for a zoom with room for both.

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
        across = np.minimum(across, 1 - across)  # the other way round the world may be shorter
        width, height = (pixels / (256 * 2.0**zoom) / 2 for pixels in VIEW_PX)
        seen = (across <= width) & (np.abs(self._y[:count] - y) <= height)
        seen &= ~self._is_country[:count] | (zoom < self._zooms[:count] + COUNTRY_ZOOMS)
        return [self._label(int(i)) for i in self._by_zoom[:count][seen][: max(limit, 0)]]

    def search(self, text: str, limit: int = 8) -> list[Label]:
        """Find places by the beginning of their names, other names included, or by coordinates.

        Parameters
        ----------
        text : str
            What was typed; case, accents and punctuation do not matter. Only 100 characters are read.
        limit : int
            The most places wanted.

        Returns
        -------
        list of Label
            The point alone when the text is a pair of coordinates. Else names that begin with the text first,
            then those with a word that does; the most populous first.
        """
        if point := read_point(text):
            return [Label(format_point(*point), "", "", *point, rank=LOWEST_RANK)][: max(limit, 0)]
        wanted = fold(text[:LONGEST_QUERY])
        if not wanted:
            return []
        keys, weights = self._keys
        found = weights[bisect_left(keys, wanted) : bisect_left(keys, wanted + _LAST_CHARACTER)]
        count = len(self._columns[0])
        tiers, positions = np.divmod(found, count)
        if len(wanted) >= TELLING_LENGTH:
            tiers[tiers == OTHER_NAME] = OWN_NAME
        order = np.sort(tiers * count + positions) % count
        return [self._label(i) for i, _ in zip(dict.fromkeys(order.tolist()), range(limit), strict=False)]

    @cached_property
    def _keys(self) -> tuple["_Texts", NDArray[np.int32]]:
        table = _read(self._names)
        return _Texts(table["key"].combine_chunks()), table["weight"].combine_chunks().to_numpy()

    def _row(self, position: int) -> list[Any]:
        return [column[position].as_py() for column in self._columns]

    def _label(self, position: int) -> Label:
        name, country_code, lat, lon, rank = self._row(position)
        return Label(name, self._countries[country_code], country_code, lat, lon, rank)


class _Texts:
    """Sorted texts, made Python's one by one, as a bisection asks for them."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> str:
        return str(self._texts[index].as_py())


def fold(text: str) -> str:
    """Reduce a name to what is compared: no case, accents or punctuation, words parted by one space.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Empty when no letter and no digit is left.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()  # a styled capital is one only now
    parted = unicodedata.normalize("NFKD", plain.translate(_PLAIN_LETTERS))
    letters = (" " if character in "-/.,()" else character for character in parted)
    kept = "".join(character for character in letters if character.isalnum() or character == " ")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def mercator(lat: ArrayLike, lon: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project points to the web's Mercator map.

    Parameters
    ----------
    lat, lon : array_like
        Degrees.

    Returns
    -------
    x, y : ndarray
        From 0 at 180 degrees west to 1 at 180 east, and from 0 in the north to 1 in the south; latitudes
        beyond the map's edge are drawn at the edge.
    """
    sine = np.sin(np.radians(np.clip(np.asarray(lat, dtype=np.float64), -MERCATOR_EDGE, MERCATOR_EDGE)))
    return np.asarray(lon, dtype=np.float64) / 360 + 0.5, 0.5 - np.arctanh(sine) / (2 * np.pi)


def _read(file: Path) -> pa.Table:
    with pq.ParquetFile(file) as opened:  # `read_table` would load pyarrow's data sets first
        return opened.read()


def _check_view(lat: float, lon: float, zoom: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(
            f"The point {lat}, {lon} is not on Earth: latitude is -90 to 90, longitude -180 to 180."
        )
    if not math.isfinite(zoom):
        raise ValueError(f"The zoom {zoom} is not a number that a map can have.")
