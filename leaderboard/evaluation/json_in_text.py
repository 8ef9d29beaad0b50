"""Finds the JSON object that answers a question in a model's text, whatever surrounds or damages it.

The outermost object counts and is mended whole: an object inside it may be a draft or an alternative.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from game.json_types import Json
from leaderboard.evaluation.mend_json import JsonObject, mend
from leaderboard.evaluation.thoughts import without_thoughts

_MOST_MENDS = 20
_DECODER = json.JSONDecoder(strict=False)  # accepts line breaks inside strings
_INTRODUCTION = 160  # characters before an object that say what it is
_NEVER = (
    r"alternativ\w*|runners?.?up|backup|fallback|drafts?|scratch\w*|less likely|(?:could|might|may) also"
    r"|also possible|(?:an)?other[ _](?:possib|candid|option|guess)\w*|rejected|discarded|ruled out"
    r"|second(?:ary|.best)?[ _](?:guess|choice|option|candidate|answer|possib\w*)"
)
_RATHER_NOT = (
    r"examples?|template|placeholders?|schema|(?:initial|first)[ _](?:guess|thought|idea|impression|answer)"
)
_FINAL = r"final\w*|conclusion|conclude|corrected|revised|(?:my|the|is my) (?:best )?(?:answer|guess)"
_WORDS = re.compile(
    rf"\b(?:(?P<never>{_NEVER})|(?P<rather_not>{_RATHER_NOT})|(?P<final>{_FINAL}))\b", re.IGNORECASE
)
_ASIDE = re.compile(
    rf"(?:{_NEVER}|{_RATHER_NOT}|others?\b|second|candidates?|options|possib|hypothes|guesses|previous|initial|thought)",
    re.IGNORECASE,
)
_RANKS = {"never": 0, "rather_not": 1, "": 2, "final": 3}


@dataclass(frozen=True, slots=True)
class ParsedObject:
    """A JSON object found in a text.

    Attributes
    ----------
    fields : dict
        By lower-case name; nested objects are flattened, outer names win; drafts and alternatives are not in.
    mended : tuple of str
        What had to be worked around, in a few words each.
    """

    fields: Json
    mended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """An outermost object, where it stands, and how far what is said before it makes it the answer."""

    fields: Json
    start: int
    end: int
    is_mended: bool
    rank: int


def find_object(text: str, wanted: Collection[str], is_cut_off: bool = False) -> ParsedObject | None:
    """Find the outermost JSON object that answers: of several the last that is no example or alternative.

    Parameters
    ----------
    wanted : collection of str
        Lower-case field names, of which it must have at least one.
    is_cut_off : bool
        Whether the text ended before the model had ended, so that its last value may not be whole.

    Returns
    -------
    ParsedObject or None
        None if there is no such object, whether intact or damaged.
    """
    spoken, notes = without_thoughts(text)
    try:
        found = [item for item in _objects(spoken, wanted, is_cut_off) if item.rank]
    except RecursionError:  # a thousand open braces are no answer
        return None
    most = max((_count(item.fields, wanted) for item in found), default=0)
    full = [item for item in found if 2 * _count(item.fields, wanted) >= most]
    if not full:
        return None
    chosen = max(full, key=lambda item: (item.rank, item.start))
    if chosen.is_mended:
        return ParsedObject(chosen.fields, (*notes, "broken JSON"))
    around = ("words around it",) if (chosen.start, chosen.end) != (0, len(spoken)) else ()
    return ParsedObject(chosen.fields, (*notes, *around))


def _objects(text: str, wanted: Collection[str], is_cut_off: bool) -> Iterator[_Found]:
    """The outermost objects with wanted fields, in order."""
    names = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    last_name = max((found.start() for found in names.finditer(text)), default=-1)
    opening = _unopened(text, wanted)
    start, previous, mends = text.find("{") if opening is None else opening, 0, 0
    while start >= 0:
        found = _whole(text, start)
        if found is None and mends < _MOST_MENDS and start <= last_name and _has_fields(text, start):
            found, mends = mend(text, start, wanted, is_cut_off), mends + 1
        fields = _flattened(found.value, wanted) if found else {}
        end = found.end if found else start + 1
        if found and _count(fields, wanted):
            rank = _rank(text[max(previous, start - _INTRODUCTION) : start], is_first=not previous)
            yield _Found(fields, start, end, found.is_mended, rank)
            previous = end
        elif found and found.is_mended:
            end = start + 1  # braces in a sentence, with an object in them or after them
        start = text.find("{", end)


def _has_fields(text: str, start: int) -> bool:
    """Whether a brace opens an object: not one in a sentence, nor one before another, as in ``{"json {``."""
    following = text.find("{", start + 1)
    return re.search("[:=]", text[start : following if following >= 0 else len(text)]) is not None


def _whole(text: str, start: int) -> JsonObject | None:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except ValueError:
        return None
    return JsonObject(value, end, is_mended=False) if isinstance(value, dict) else None


def _unopened(text: str, wanted: Collection[str]) -> int | None:
    """Where an object begins whose opening brace is missing: at a wanted name in quotes before any brace."""
    before = text.partition("{")[0]
    names = "|".join(map(re.escape, wanted))
    found = re.search(rf"""["'“](?:{names})["'”]\s*:""", before, re.IGNORECASE)
    return found.start() if found else None


def _rank(introduction: str, is_first: bool) -> int:
    """How far the words before an object make it the answer: 0 never, then rather not, likely, surely."""
    if not is_first and re.fullmatch(r"\s*,\s*", introduction):
        return 0  # a later item of a list
    lines = re.sub(r"```\w*\s*$", "", introduction.rstrip()).rstrip("\n *_#").splitlines()
    line = lines[-1] if lines else ""
    is_about_something_else = line.rstrip().endswith((".", "!", "?")) and len(line.split()) > 3
    sentence = "" if is_about_something_else else re.split(r"[.!?]\s", line)[-1]
    words = list(_WORDS.finditer(sentence))
    return _RANKS[words[-1].lastgroup or "" if words else ""]


def _flattened(value: Json, wanted: Collection[str]) -> Json:
    """Lower-case names; nested objects do not override outer ones, and those of a final answer come first."""
    fields = {str(name).strip().lower(): item for name, item in value.items()}
    inside = {name: item for name, item in fields.items() if not _ASIDE.match(name)}
    for name in sorted(inside, key=lambda name: not _WORDS.match(name)):
        if item := _object(inside[name]):
            fields = _flattened(item, wanted) | fields
    if not any(name in wanted for name in fields):
        for item in inside.values():
            if isinstance(item, list) and item and isinstance(item[0], dict):
                fields = _flattened(item[0], wanted) | fields
    return fields


def _object(value: object) -> Json | None:
    """An object, also one that is written as a text within another."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        found = _whole(value.lstrip(), 0)
        return found.value if found else None
    return value if isinstance(value, dict) else None


def _count(fields: Json, wanted: Collection[str]) -> int:
    return sum(name in wanted for name in fields)
