"""Points for an answer, 0 to 100: a game's score, never a measurement."""

from math import exp, log

from game.scenes.directions import great_circle_degrees
from game.scenes.item import Answer, Item

MOST = 100
DEGREES = 40.0
"""Degrees by which an answer is off when 37 of 100 points are left."""
DISTANCE_SHARE = 0.2


def points(item: Item, answer: Answer) -> float:
    """Points for an answer to an item, 0 to 100; 0 where nobody has published the truth.

    Raises
    ------
    ValueError
        If the answer lacks a field that the item asks for.
    """
    truth = item.answer
    if truth is None:
        return 0.0
    if item.kind == "choice":
        return float(MOST) if _given(answer.option) == truth.option else 0.0
    if item.kind == "number":
        given, true = _given(answer.number), _given(truth.number)
        return MOST * (_nearness(given, true) if item.unit == "m" else exp(-abs(given - true) / DEGREES))
    return MOST * _pointed(item, answer, truth)


def _pointed(item: Item, answer: Answer, truth: Answer) -> float:
    answered = _given(answer.azimuth), _given(answer.elevation)
    off = float(great_circle_degrees(_given(truth.azimuth), _given(truth.elevation), *answered))
    direction = exp(-off / DEGREES)
    if not item.asks_distance:
        return direction
    distance = _nearness(_given(answer.distance_m), _given(truth.distance_m))
    return (1 - DISTANCE_SHARE) * direction + DISTANCE_SHARE * distance


def _nearness(given: float, true: float) -> float:
    """1 where two lengths are the same, a half where one is twice the other."""
    return exp(-abs(log(max(given, 0.01) / max(true, 0.01))))


def _given(value: float | None) -> float:
    if value is None:
        raise ValueError("The answer lacks what the item asks for.")
    return value
