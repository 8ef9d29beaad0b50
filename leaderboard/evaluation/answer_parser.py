"""Reads a location out of a model's reply, whatever text surrounds or damages the JSON in it."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import json_repair

from game.geo.coordinates import Axis, read_point
from game.json_types import Json
from leaderboard.evaluation.coordinate_parser import read_degrees

_CANDIDATES = 20  # opening braces to try, from the end: the answer comes after any preamble
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)  # accepts line breaks inside strings
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
# A coordinate as written, up to the end of its line or the next field.
_AS_WRITTEN = re.compile(
    r"""(?:(?:^|\{)\s*["']?|,\s*["'])(longitude|lon|lng|long|latitude|lat)["']?\s*:"""
    r"""[ \t]*((?:[^,\n}"']|,(?=\d))+)""",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class ParsedObject:
    """A JSON object found in a text.

    Attributes
    ----------
    fields : dict
        By lower-case name; nested objects are flattened, outer names win.
    mended : tuple of str
        What had to be worked around, in a few words each.
    """

    fields: Json
    mended: tuple[str, ...]


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


def parse_answer(text: str) -> ParsedAnswer:
    """Read a location out of a model's reply. Never fails; the result lists what could not be read."""
    found = find_object(text, _WANTED)
    if found is None:
        what = f"no JSON in the reply: {_start(text)}" if text.strip() else "the reply is empty"
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


def find_object(text: str, wanted: Collection[str]) -> ParsedObject | None:
    """Find the last JSON object in a text that has at least one of the wanted fields.

    Parameters
    ----------
    wanted : collection of str
        Lower-case field names.

    Returns
    -------
    ParsedObject or None
        None if there is no such object, whether intact or damaged.
    """
    spoken = _THOUGHTS.sub("", text).strip()
    thought = ("thoughts before it",) if spoken != text.strip() else ()
    whole = [item for item in _whole_objects(spoken) if _count(item.value, wanted)]
    # The model may repeat the prompt's example intact, and then give a damaged answer.
    damaged = _best_damaged(spoken[whole[-1].end :] if whole else spoken, wanted)
    if damaged is not None:
        return ParsedObject(_flattened(damaged), (*thought, "broken JSON"))
    if not whole:
        return None
    last = whole[-1]
    around = ("words around it",) if (last.start, last.end) != (0, len(spoken)) else ()
    return ParsedObject(_flattened(last.value), (*thought, *around))


class _Whole(NamedTuple):
    value: Json
    start: int
    end: int


def _whole_objects(text: str) -> Iterator[_Whole]:
    """The undamaged objects in a text, in order."""
    start = text.find("{")
    while start >= 0:
        try:
            value, end = _DECODER.raw_decode(text, start)
            yield _Whole(value, start, end)
        except (ValueError, RecursionError):
            end = start + 1
        start = text.find("{", end)


def _best_damaged(text: str, wanted: Collection[str]) -> Json | None:
    """The repaired object with the most wanted fields, starting at one of the text's last opening braces."""
    starts = [brace.start() for brace in re.finditer(r"\{", text)][-_CANDIDATES:]
    objects = [value for start in reversed(starts) for value in _mended(text[start:])]
    best = max(objects, key=lambda value: _count(value, wanted), default=None)
    return best if best is not None and _count(best, wanted) else None


def _mended(text: str) -> Iterator[Json]:
    try:
        value = json_repair.loads(text)
    except (ValueError, RecursionError):
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item | _coordinates_in(text)


def _coordinates_in(text: str) -> Json:
    """Coordinates that are neither numbers nor quoted: repairing the JSON would drop the W of `9.75 W`."""
    written = {name.lower(): value.strip() for name, value in _AS_WRITTEN.findall(text)}
    return {name: value for name, value in written.items() if _is_read_otherwise(name, value)}


def _is_read_otherwise(name: str, value: str) -> bool:
    axis: Axis = "lat" if name in _NAMES["lat"] else "lon"
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is None and read_degrees(value, axis) is not None


def _flattened(value: Json) -> Json:
    """Lower-case names; fields of nested objects do not override outer ones."""
    fields = {str(name).strip().lower(): item for name, item in value.items()}
    for item in value.values():
        if isinstance(item, dict):
            fields = _flattened(item) | fields
    return fields


def _count(value: Json, wanted: Collection[str]) -> int:
    return sum(name in wanted for name in _flattened(value))


def _first(fields: Json, names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if name in fields), None)


def _name(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    return text or None


def _json(value: object) -> str:
    return _start(json.dumps(value, default=str))


def _start(text: str) -> str:
    return " ".join(text.split())[:80]
