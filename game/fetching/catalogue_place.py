"""Where a recording was made, read from the metadata of an Internet Archive item; in doubt left open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from game.fetching.catalogue_text import Point, Reading, pair, read_text
from game.geo.geodesy import distance_km

NO_PLACE = "have no coordinates"
UNCLEAR = "have coordinates that are not certain"
CONTRADICTORY = "have coordinates that contradict each other"
_FURTHEST_APART_KM = 10.0  # one place, rounded in different ways
_FIELDS = (("latitude", "longitude"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"))
_TEXTS = ("coverage", "subject", "description")


@dataclass(frozen=True, slots=True)
class CataloguePlace:
    """Where an item says that it was made.

    Attributes
    ----------
    point : tuple of float or None
        Latitude and longitude, degrees, WGS-84; None unless it is certain.
    why_not : str
        Why there is none, as the end of a sentence about items: `NO_PLACE`, `UNCLEAR` or `CONTRADICTORY`.
    written : str
        What was written, and what is wrong with it; empty when nothing was.
    """

    point: Point | None
    why_not: str = ""
    written: str = ""


def find_place(metadata: Mapping[str, Any]) -> CataloguePlace:
    """Read an item's place from `latitude` and `longitude`, `coverage`, `subject` and `description`.

    All that can be read with certainty must agree, to within 10 km. 0, 0 is ignored: it stands for a place
    that nobody entered.

    Parameters
    ----------
    metadata : mapping
        An item's fields: each a text, a number, or a list of them.
    """
    readings = [*_field_readings(metadata), *_text_readings(metadata)]
    points = [point for reading in readings for point in reading.points if point != (0, 0)]
    doubts = [doubt for reading in readings for doubt in reading.doubts]
    if points and any(distance_km(*points[0], *point) > _FURTHEST_APART_KM for point in points[1:]):
        written = "; ".join(f"{lat:g}, {lon:g}" for lat, lon in dict.fromkeys(points))
        return CataloguePlace(None, CONTRADICTORY, written)
    if points:
        return CataloguePlace(points[0])
    return CataloguePlace(None, UNCLEAR, doubts[0]) if doubts else CataloguePlace(None, NO_PLACE)


def _field_readings(metadata: Mapping[str, Any]) -> Iterator[Reading]:
    for names in _FIELDS:
        lats, lons = (_texts(metadata.get(name)) for name in names)
        if not lats or not lons:
            continue
        reading = Reading()
        is_one = len(set(lats)) == len(set(lons)) == 1
        reading.add(pair(lats[0], lons[0]) if is_one else None, f"{', '.join(lats)}; {', '.join(lons)}")
        yield reading


def _text_readings(metadata: Mapping[str, Any]) -> Iterator[Reading]:
    """Each text of a field, or all of them as one where none holds a whole point."""
    for name in _TEXTS:
        texts = _texts(metadata.get(name))
        readings = [read_text(text, is_place=name == "coverage") for text in texts]
        if len(texts) > 1 and not any(reading.points for reading in readings):
            readings = [read_text(", ".join(texts), is_place=False), *readings]
        yield from readings


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [str(one) for one in values if isinstance(one, str | int | float) and not isinstance(one, bool)]
    return [text for text in texts if text.strip()]
