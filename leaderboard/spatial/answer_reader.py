"""Reads what a model answered to an item: letters, numbers, degrees, clock positions and words."""

import re
from typing import Any, Literal

from game.scenes.item import Answer, Item
from leaderboard.evaluation.thoughts import without_thoughts
from leaderboard.spatial.choice_reader import read_option
from leaderboard.spatial.direction_reader import METRES, has_range, read_direction, read_metres

Sense = Literal["left", "right"]
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DEGREES = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(?:°|deg)")
_ANSWER = re.compile(r"\b(?:final\s+)?answer(?:\s+is)?\s*[:=]?\s*", re.IGNORECASE)
_SIGNS = str.maketrans({"−": "-", "–": "-", "º": "°", "˚": "°", "’": "'", "‘": "'", "′": "'", "*": " "})
MOST = 1e6  # larger numbers are no answers
LONGEST_REPLY = 20_000  # characters, from the end: what comes last is the answer
FIELDS = ("azimuth", "elevation", "distance_m", "option", "number")


def read_reply(item: Item, reply: str, azimuth: Sense = "left") -> Answer | None:
    """Read an answer out of a reply; None where there is none, or where it contradicts itself.

    Parameters
    ----------
    reply : str
        The model's words; its thoughts, where they are marked, are left out.
    azimuth : str
        To which side its azimuths are positive, where it writes numbers without a side.
    """
    said = " ".join(without_thoughts(reply)[0].translate(_SIGNS).split())[-LONGEST_REPLY:]
    for part in _parts(said):
        answer = _read(item, part, azimuth)
        if answer is not None:
            return answer
    return None


def read_fields(item: Item, fields: dict[str, Any], azimuth: Sense = "left") -> Answer | None:
    """Read an answer whose parts are fields named as in `game.scenes.item.Answer`; None if one is missing."""
    numbers = {name: _number(fields.get(name)) for name in FIELDS}
    if item.kind == "choice":
        option = numbers["option"]
        is_one = option is not None and option.is_integer() and 0 <= option < len(item.english_options)
        return Answer(option=int(option)) if is_one and option is not None else None
    if item.kind == "number":
        number = numbers["number"]
        return Answer(number=number) if number is not None and 0 <= number <= MOST else None
    around, up = numbers["azimuth"], numbers["elevation"] or 0.0
    if around is None or not (-360 <= around <= 360 and -90 <= up <= 90):
        return None
    return Answer(around if azimuth == "left" else -around, up, _length(numbers["distance_m"]))


def _parts(said: str) -> list[str]:
    """What follows the last "answer", then all of it."""
    after = [found.end() for found in _ANSWER.finditer(said)]
    return [said[after[-1] :], said] if after else [said]


def _read(item: Item, said: str, azimuth: Sense) -> Answer | None:
    if item.kind == "choice":
        option = read_option(said, item.english_options)
        return None if option is None else Answer(option=option)
    if item.kind == "number":
        if has_range(said):
            return None
        number = read_metres(said) if item.unit == "m" else _degrees(said)
        number = _only_number(METRES.sub(" ", said)) if number is None else number
        return Answer(number=number) if number is not None and 0 <= number <= MOST else None
    direction = read_direction(said, azimuth)
    return direction and Answer(*direction, _length(read_metres(said)))


def _degrees(said: str) -> float | None:
    found = {float(one) for one in _DEGREES.findall(said)}
    return found.pop() if len(found) == 1 else None


def _only_number(said: str) -> float | None:
    found = {float(one) for one in _NUMBER.findall(said)}
    return found.pop() if len(found) == 1 else None


def _length(metres: float | None) -> float | None:
    return metres if metres is not None and 0 < metres < 10_000 else None


def _number(value: object) -> float | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
