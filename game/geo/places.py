"""Place names for the map: labels near a point, and places by name."""

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

MERCATOR_EDGE = 85.0511  # degrees of latitude: cut there, the map is square
VIEW_PX = (2400, 1500)  # the window of `near`: one and a half times a screen of 1600 by 1000
HIGHEST_ZOOM = 24  # no map goes further
COUNTRY_ZOOMS = 5  # zoom levels for which a country's name is shown, before it makes room for towns
LONGEST_QUERY = 100  # characters
LOWEST_RANK = 5  # a small town's, and a bare point's
# Kinds of search keys. The weight of a key is its kind times the number of places, plus the place's position.
OWN_NAME, LATER_WORD, OTHER_NAME = 0, 1, 2
TELLING_LENGTH = 4  # characters; from here on other names rank like the name on the map
_LAST_CHARACTER = "\U0010ffff"
# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map.

    `rank` sets its size: 0 for a country, then 1 to 5 for cities of at least 5 million people, 1 million,
    200,000, 50,000, and fewer. `country` is the country's everyday name, also for a country itself.
    """

    name: str
    country: str
    country_code: str
    lat: float
    lon: float
    rank: int


class PlaceNames:
    """The world's countries, and cities of 15,000 people or more. Immutable; safe to share between threads.

    Parameters
    ----------
    places : pyarrow.Table
        From `data/places.parquet`, the most populous first.
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
        """Read the labels of the map; the search index is read at the first search."""
        return cls(_read(DATA / "places.parquet"), DATA / "place_names.parquet")

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
        return [self._label(int(i)) for i in self._by_zoom[:count][visible][: max(limit, 0)]]

    def search(self, text: str, limit: int = 8) -> list[Label]:
        """Places whose name, or one of its words or other names, begins with a text; or the point it states.

        Parameters
        ----------
        text : str
            Case, accents and punctuation do not matter. Only the first 100 characters count.
        limit : int
            Maximum number of places.

        Returns
        -------
        list of Label
            Only the point if the text is a pair of coordinates. Otherwise names that begin with the text,
            then names with a word that does; the most populous first.
        """
        if point := read_point(text):
            return [Label(format_point(*point), "", "", *point, rank=LOWEST_RANK)][: max(limit, 0)]
        prefix = fold(text[:LONGEST_QUERY])
        if not prefix:
            return []
        keys, weights = self._keys
        matches = weights[bisect_left(keys, prefix) : bisect_left(keys, prefix + _LAST_CHARACTER)]
        count = len(self._columns[0])
        tiers, positions = np.divmod(matches, count)
        if len(prefix) >= TELLING_LENGTH:
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
    """A sequence of sorted texts for bisection, converted to Python strings one at a time."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> str:
        return str(self._texts[index].as_py())


def fold(text: str) -> str:
    """Normalise a name for comparison: no case, accents or punctuation, single spaces between words.

    Empty when no letter or digit is left.
    """
    plain = unicodedata.normalize(
        "NFKD", text.casefold()
    ).casefold()  # again, for styled capitals that only NFKD turns into capitals
    decomposed = unicodedata.normalize("NFKD", plain.translate(_PLAIN_LETTERS))
    letters = (" " if character in "-/.,()" else character for character in decomposed)
    kept = "".join(character for character in letters if character.isalnum() or character == " ")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


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


def _read(file: Path) -> pa.Table:
    with pq.ParquetFile(file) as opened:  # `read_table` would import pyarrow.dataset, which is slow
        return opened.read()


def _check_view(lat: float, lon: float, zoom: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(
            f"The point {lat}, {lon} is not on Earth: latitude is -90 to 90, longitude -180 to 180."
        )
    if not math.isfinite(zoom):
        raise ValueError(f"The zoom {zoom} is not a number that a map can have.")
