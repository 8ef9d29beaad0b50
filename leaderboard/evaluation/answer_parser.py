"""Answers read out of whatever words models put around, into and in place of JSON."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import json_repair

from game.json_types import Json
from leaderboard.evaluation.degrees import read_degrees

_CANDIDATES = 20  # opening braces looked at, from the end: what is behind the last is the answer
_THOUGHTS = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)  # line breaks inside texts are let pass
_NAMES = {
    "city": ("city",),
    "country": ("country",),
    "continent": ("continent",),
    "lon": ("longitude", "lon", "lng", "long"),
    "lat": ("latitude", "lat"),
    "reason": ("reason", "reasoning", "explanation", "analysis"),
}
_WANTED = frozenset(name for key, names in _NAMES.items() if key != "reason" for name in names)
# A coordinate as it is written, up to the end of its line or what follows it.
_AS_WRITTEN = re.compile(
    r"""(?:(?:^|\{)\s*["']?|,\s*["'])(longitude|lon|lng|long|latitude|lat)["']?\s*:"""
    r"""[ \t]*((?:[^,\n}"']|,(?=\d))+)""",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """An object out of a text.

    Attributes
    ----------
    fields : dict
        By name in small letters; objects within it are laid open, nearer names first.
    mended : tuple of str
        What stood in the way, in a few words each.
    """

    fields: Json
    mended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a model says that a recording was made.

    Attributes
    ----------
    lat, lon : float or None
        Degrees as said, also out of bounds; None where there is none or it cannot be read.
    city, country, continent : str or None
        None where there is none.
    reason : str
        Its reasons; all that it said when there is no answer in it.
    mended : tuple of str
        What stood in the way of reading it.
    unread : tuple of str
        What is missing, or cannot be read, and why; empty for a whole answer.
    """

    lat: float | None
    lon: float | None
    city: str | None
    country: str | None
    continent: str | None
    reason: str
    mended: tuple[str, ...]
    unread: tuple[str, ...]


def read_located(text: str) -> Located:
    """Read a place out of a model's words; never fails, and says what it could not read."""
    found = read_object(text, _WANTED)
    if found is None:
        what = f"there is no JSON in it: {_start(text)}" if text.strip() else "it said nothing"
        return Located(None, None, None, None, None, text.strip(), (), (what,))
    said = {key: _first(found.fields, names) for key, names in _NAMES.items()}
    read = {key: _name(value) for key, value in said.items()}
    lat, lon = (read_degrees(said[axis], axis) for axis in ("lat", "lon"))
    values = {"lat": lat, "lon": lon} | {key: read[key] for key in ("city", "country", "continent")}
    as_text = any(isinstance(said[axis], str) and values[axis] is not None for axis in ("lat", "lon"))
    return Located(
        lat,
        lon,
        read["city"],
        read["country"],
        read["continent"],
        reason=read["reason"] or "",
        mended=(*found.mended, *(["coordinates as text"] if as_text else [])),
        unread=tuple(f"{key} is {_json(said[key])}" for key, value in values.items() if value is None),
    )


def read_object(text: str, wanted: Collection[str]) -> Found | None:
    """Find the object in a text that has names which are looked for, the last if there are several.

    Parameters
    ----------
    wanted : collection of str
        Names in small letters.

    Returns
    -------
    Found or None
        None when there is no such object, whole or damaged.
    """
    spoken = _THOUGHTS.sub("", text).strip()
    thought = ("thoughts before it",) if spoken != text.strip() else ()
    whole = [one for one in _whole_objects(spoken) if _count(one.value, wanted)]
    # An echo of the question's own example may be whole, and the answer behind it damaged.
    damaged = _best_damaged(spoken[whole[-1].end :] if whole else spoken, wanted)
    if damaged is not None:
        return Found(_laid_open(damaged), (*thought, "broken JSON"))
    if not whole:
        return None
    last = whole[-1]
    around = ("words around it",) if (last.start, last.end) != (0, len(spoken)) else ()
    return Found(_laid_open(last.value), (*thought, *around))


class _Whole(NamedTuple):
    value: Json
    start: int
    end: int


def _whole_objects(text: str) -> Iterator[_Whole]:
    """Objects that stand in a text undamaged, in its order."""
    start = text.find("{")
    while start >= 0:
        try:
            value, end = _DECODER.raw_decode(text, start)
            yield _Whole(value, start, end)
        except (ValueError, RecursionError):
            end = start + 1
        start = text.find("{", end)


def _best_damaged(text: str, wanted: Collection[str]) -> Json | None:
    """What can be mended of a text, from one of its last opening braces on: what has most of the names."""
    starts = [brace.start() for brace in re.finditer(r"\{", text)][-_CANDIDATES:]
    found = [one for start in reversed(starts) for one in _mended(text[start:])]
    best = max(found, key=lambda one: _count(one, wanted), default=None)
    return best if best is not None and _count(best, wanted) else None


def _mended(text: str) -> Iterator[Json]:
    try:
        value = json_repair.loads(text)
    except (ValueError, RecursionError):
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one | _coordinates_in(text)


def _coordinates_in(text: str) -> Json:
    """Coordinates that are neither numbers nor quoted: mending would take the W from `9.75 W`."""
    written = {name.lower(): value.strip() for name, value in _AS_WRITTEN.findall(text)}
    return {name: value for name, value in written.items() if _is_read_otherwise(name, value)}


def _is_read_otherwise(name: str, value: str) -> bool:
    axis = "lat" if name in _NAMES["lat"] else "lon"
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is None and read_degrees(value, axis) is not None


def _laid_open(value: Json) -> Json:
    """Names in small letters; what is inside of objects comes after what is outside."""
    fields = {str(name).strip().lower(): one for name, one in value.items()}
    for one in value.values():
        if isinstance(one, dict):
            fields = _laid_open(one) | fields
    return fields


def _count(value: Json, wanted: Collection[str]) -> int:
    return sum(name in wanted for name in _laid_open(value))


def _first(fields: Json, names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if name in fields), None)


def _name(said: object) -> str | None:
    text = said.strip() if isinstance(said, str) else ""
    return text or None


def _json(value: object) -> str:
    return _start(json.dumps(value, default=str))


def _start(text: str) -> str:
    return " ".join(text.split())[:80]
