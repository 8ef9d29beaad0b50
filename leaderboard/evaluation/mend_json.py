"""Damaged JSON objects, mended whole by json-repair; what that would misread is prepared or taken out."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import json_repair

from game.geo.coordinates import Axis
from game.json_types import Json
from leaderboard.evaluation.coordinate_parser import read_degrees

_LATS, _LONS = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
_AXIS_NAMES = "|".join((*_LATS, *_LONS))
_QUOTES = "\"'“”„‘’"
# A coordinate as written, up to the end of its line or the next field.
_AS_WRITTEN = re.compile(
    rf"""(?P<name>(?:(?:^|\{{)\s*["']?|,\s*["'])(?:{_AXIS_NAMES})["']?\s*:[ \t]*)"""
    r"""(?P<value>(?:[^,\n}"'/#]|,(?=\d)|/(?![/*]))+)""",
    re.IGNORECASE | re.MULTILINE,
)
_NO_COLON = re.compile(rf"([{_QUOTES}](?:\w+)[{_QUOTES}])[ \t]*(?:=>|=|(?=[-+]?\d))[ \t]*(?=[-+{_QUOTES}\d])")
_UNFINISHED = re.compile(r"""[,{\n]\s*["']?(?P<name>[\w ]+)["']?\s*:\s*(?:["'][^"'\n]*|[^\s,}\]"']*)\s*$""")
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_BRACE = re.compile(r'\\.|["{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object read from a text, and where it ends there."""

    value: Json
    end: int
    is_mended: bool


def mend(text: str, start: int, wanted: Collection[str], is_cut_off: bool) -> JsonObject | None:
    """Mend the object that begins at a position; its opening brace may be missing.

    Parameters
    ----------
    wanted : collection of str
        Lower-case field names; the object ends where more of them are in it.
    is_cut_off : bool
        Whether the text ended before the model had ended: then an unfinished last value is dropped.
    """
    ends = sorted(set(_ends(text, start))) or [len(text)]
    found = [
        JsonObject(value, end, True)
        for end in ends
        if (value := _repaired(text, start, end, wanted, is_cut_off))
    ]
    return max(found, key=lambda item: _top_count(item.value, wanted), default=None)


def _ends(text: str, start: int) -> Iterator[int]:
    """Where the braces balance: once with quotes taken at their word, once without."""
    for minds_quotes in (True, False):
        depth, is_quoted = int(text[start] != "{"), False
        for found in _BRACE.finditer(text, start):
            mark = found[0]
            if mark == '"':
                is_quoted = minds_quotes and not is_quoted
            elif not is_quoted and mark in "{}":
                depth += 1 if mark == "{" else -1
                if depth == 0:
                    yield found.end()
                    break


def _repaired(text: str, start: int, end: int, wanted: Collection[str], is_cut_off: bool) -> Json | None:
    span = text[start:end] if text[start] == "{" else "{" + text[start:end]
    if is_cut_off and end == len(text) and (unfinished := _UNFINISHED.search(span)):
        is_wanted = unfinished["name"].strip().lower() in wanted
        span = span[: unfinished.start()] if is_wanted else span
    try:
        value = json_repair.loads(_prepared(span))
    except (ValueError, RecursionError):
        return None
    objects = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    return _only_numbers_in(span, objects[0]) if objects else None


def _prepared(span: str) -> str:
    """Put colons where they are missing, and quotes around coordinates that are not plain numbers."""
    return _AS_WRITTEN.sub(_quoted, _NO_COLON.sub(r"\1: ", span))


def _quoted(found: re.Match[str]) -> str:
    value = found["value"].strip()
    axis: Axis = "lat" if re.search("lat", found["name"], re.IGNORECASE) else "lon"
    is_plain = re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    if is_plain or read_degrees(value, axis) is None:
        return found[0]
    return f'{found["name"]}"{value}"'


def _only_numbers_in(span: str, value: Json) -> Json:
    """The object without numbers that do not stand in the text, such as 8.8 where there is 48.8."""
    written = {float(number.replace("−", "-")) for number in _NUMBER.findall(span)}

    def checked(item: object) -> object:
        if isinstance(item, dict):
            return {name: checked(each) for name, each in item.items()}
        if isinstance(item, list):
            return [checked(each) for each in item]
        is_number = isinstance(item, int | float) and not isinstance(item, bool)
        return None if is_number and item not in written else item

    return {name: checked(each) for name, each in value.items()}


def _top_count(value: Json, wanted: Collection[str]) -> int:
    return sum(str(name).strip().lower() in wanted for name in value)
