"""Reads a location out of a model's reply, whatever text surrounds or damages the JSON in it."""

import json
from dataclasses import dataclass

from game.geo.coordinates import read_point
from game.json_types import Json
from leaderboard.evaluation.coordinate_parser import read_degrees
from leaderboard.evaluation.json_in_text import find_object
from leaderboard.evaluation.thoughts import without_thoughts

_NAMES = {
    "city": ("city",),
    "country": ("country",),
    "continent": ("continent",),
    "lon": ("longitude", "lon", "lng", "long"),
    "lat": ("latitude", "lat"),
    "reason": ("reason", "reasoning", "explanation", "analysis"),
}
_BOTH = ("coordinates", "coordinate", "location", "point")  # may hold both in one text
_WANTED = frozenset(name for key, names in _NAMES.items() if key != "reason" for name in names)


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """A location as a model gave it.

    Attributes
    ----------
    lat, lon : float or None
        Degrees as given, possibly out of range; None if missing or unreadable.
    city, country, continent : str or None
        None if missing.
    reason : str
        Its reasoning; the whole reply if there is no answer in it.
    mended : tuple of str
        What had to be worked around to read it.
    unread : tuple of str
        What is missing or unreadable, and why; empty for a complete answer.
    """

    lat: float | None
    lon: float | None
    city: str | None
    country: str | None
    continent: str | None
    reason: str
    mended: tuple[str, ...]
    unread: tuple[str, ...]


def parse_answer(text: str, is_cut_off: bool = False) -> ParsedAnswer:
    """Read a location out of a model's reply. Never fails; the result lists what could not be read.

    Parameters
    ----------
    is_cut_off : bool
        Whether the reply ended before the model had ended: a number at its end may then lack digits.
    """
    found = find_object(text, _WANTED, is_cut_off)
    if found is None:
        where = "outside its thoughts" if without_thoughts(text)[1] else "in the reply"
        what = f"no JSON with an answer {where}: {_start(text)}" if text.strip() else "the reply is empty"
        return ParsedAnswer(None, None, None, None, None, text.strip(), (), (what,))
    given = {key: _first(found.fields, names) for key, names in _NAMES.items()}
    texts = {key: _name(value) for key, value in given.items()}
    lat, lon = _coordinates(found.fields, given)
    values = {"lat": lat, "lon": lon} | {key: texts[key] for key in ("city", "country", "continent")}
    as_text = any(values[axis] is not None and not _is_number(given[axis]) for axis in ("lat", "lon"))
    return ParsedAnswer(
        lat,
        lon,
        texts["city"],
        texts["country"],
        texts["continent"],
        reason=texts["reason"] or "",
        mended=(*found.mended, *(["coordinates as text"] if as_text else [])),
        unread=tuple(f"{key} is {_json(given[key])}" for key, value in values.items() if value is None),
    )


def _coordinates(fields: Json, given: Json) -> tuple[float | None, float | None]:
    """Latitude and longitude from fields of their own, else from one text that holds both."""
    both = _first(fields, _BOTH)
    if given["lat"] is None and given["lon"] is None and isinstance(both, str):
        return read_point(both) or (None, None)
    return read_degrees(given["lat"], "lat"), read_degrees(given["lon"], "lon")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _first(fields: Json, names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if name in fields), None)


def _name(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    return text or None


def _json(value: object) -> str:
    return _start(json.dumps(value, default=str))


def _start(text: str) -> str:
    return " ".join(text.split())[:80]
