"""Where a recording was made, read from the metadata of an Internet Archive item."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

Point = tuple[float, float]

_FIELDS = (("latitude", "longitude"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"))
_TEXTS = ("coverage", "subject", "description")
_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_IS = r"[\"']?\s*[:=]\s*[\"']?"
_LABELLED = re.compile(
    rf"\blat(?:itude)?{_IS}{_NUMBER}\b.{{0,40}}?\b(?:lon|lng|long|longitude){_IS}{_NUMBER}", re.I | re.DOTALL
)
_GEO_ADDRESS = re.compile(rf"\bgeo:{_NUMBER},{_NUMBER}")  # RFC 5870
_BARE = re.compile(rf"\s*\(?{_NUMBER}\s*[,;\s]\s*{_NUMBER}\b.*", re.DOTALL)


def point_of(metadata: Mapping[str, Any]) -> Point | None:
    """Read latitude and longitude, in degrees, WGS-84; None when the item has none.

    The fields `latitude` and `longitude` come first; then `coverage`, as two numbers or labelled; then
    `subject` and `description`, labelled only, since numbers in a text can mean anything. Values out of range
    are ignored, and so is 0, 0: it stands for a place that nobody entered.

    Parameters
    ----------
    metadata : mapping
        An item's fields: each a text, a number, or a list of them.
    """
    return next((point for point in _points(metadata) if _is_place(point)), None)


def _points(metadata: Mapping[str, Any]) -> Iterator[Point]:
    for lat, lon in _FIELDS:
        if lat in metadata and lon in metadata:
            yield _number(metadata[lat]), _number(metadata[lon])
    for name in _TEXTS:
        yield from _in_texts(_texts(metadata.get(name)), bare=name == "coverage")


def _in_texts(texts: list[str], bare: bool) -> Iterator[Point]:
    for text in texts:
        for match in (_LABELLED.search(text), _GEO_ADDRESS.search(text), _BARE.match(text) if bare else None):
            if match is not None:
                yield float(match[1]), float(match[2])


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [*(text for text in values if isinstance(text, str)), " ".join(map(str, values))]


def _number(value: Any) -> float:
    try:
        return float(value[0] if isinstance(value, list) else value)
    except (TypeError, ValueError, IndexError):
        return math.nan


def _is_place(point: Point) -> bool:
    lat, lon = point
    return -90 <= lat <= 90 and -180 <= lon <= 180 and point != (0, 0)
