"""The rules of a trial: dealing, answering, abandoning. No I/O: rows in, rows out."""

import secrets
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from game import __version__
from game.errors import BadAnswer
from game.play.rounds import ABANDONED, OPEN, Values
from game.random_names import random_name
from game.scenes import directions
from game.scenes.item import Answer, Item
from game.scenes.points import points
from game.scenes.scene_pack import ScenePack
from game.spatial.drawing import Drawn

ANSWERED = "answered"
GIVEN = ("azimuth", "elevation", "distance_m", "option", "number_answered")
TRUE = ("true_azimuth", "true_elevation", "true_distance_m", "true_option", "true_number")


def fitting(item: Item, answer: Answer) -> Answer:
    """The answer with its azimuth above -180, if it has what the item asks for and nothing else.

    Raises
    ------
    BadAnswer
    """
    needed = {"choice": {"option"}, "number": {"number"}, "point": {"azimuth", "elevation"}}[item.kind]
    if item.kind == "point" and item.asks_distance:
        needed = needed | {"distance_m"}
    fields = ("azimuth", "elevation", "distance_m", "option", "number")
    if {name for name in fields if getattr(answer, name) is not None} != needed:
        raise BadAnswer("problem.bad_answer")
    if answer.option is not None and answer.option >= len(item.options):
        raise BadAnswer("problem.bad_answer")
    if answer.number is not None and item.most is not None and answer.number > item.most:
        raise BadAnswer("problem.bad_answer")
    azimuth = None if answer.azimuth is None else float(directions.wrapped(answer.azimuth))
    return Answer(azimuth, answer.elevation, answer.distance_m, answer.option, answer.number)


def deal(game: Mapping[str, Any], pack: ScenePack, drawn: Drawn, number: int, now: float) -> Values:
    """The row of a newly dealt trial.

    Parameters
    ----------
    game : mapping
        The game, with its player's `client`, and what their checks came to.
    number : int
        The trial's place in the game, from 1.
    now : float
        Seconds since 1970.
    """
    item = drawn.item
    return {
        "trial": random_name(),
        "audio": secrets.token_urlsafe(24),
        "player_id": game["player_id"],
        "game": game["game"],
        "number": number,
        "practice": bool(game["practice"]),
        "pack": pack.name,
        "pack_hash": pack.hash,
        "scene": item.scene,
        "item": item.id,
        "family": item.family,
        "task": item.task,
        "level": item.level,
        "kind": item.kind,
        "track": game["track"],
        "rendering": pack.rendering,
        "status": OPEN,
        "headphones_check": game["headphones"],
        "sides_check": game["sides"],
        "bytes_served": 0,
        "client": game["client"],
        "draw_probability": drawn.probability,
        "allocation": "practice-task-balanced" if game["practice"] else "task-balanced",
        "app_version": __version__,
        "touched_at": now,
        "dealt_at": round(now, 1),
    }


def answered(item: Item, answer: Answer) -> Values:
    """The columns that an answer fills, and those by which it is off."""
    given = {"status": ANSWERED, **dict(zip(GIVEN, astuple(answer), strict=True))}
    if item.answer is None:
        return given
    right = answer.option == item.answer.option if item.kind == "choice" else None
    return {**given, "points": points(item, answer), "correct": right, **_errors(item, answer)}


def abandoned() -> Values:
    """The columns of a trial that nobody answered."""
    return {"status": ABANDONED}


def truth(item: Item) -> Values:
    """The right answer, in the columns that closing fills."""
    return dict(zip(TRUE, astuple(item.answer or Answer()), strict=True))


def is_same(row: Mapping[str, Any], values: Values) -> bool:
    """Whether a closed trial was closed with the same answer."""
    return row["status"] == ANSWERED and all(row[name] == values[name] for name in GIVEN)


def _errors(item: Item, answer: Answer) -> Values:
    true = item.answer
    if item.kind != "point" or true is None or true.azimuth is None or true.elevation is None:
        return {}
    if answer.azimuth is None or answer.elevation is None:
        return {}
    both = (true.azimuth, true.elevation, answer.azimuth, answer.elevation)
    return {
        "error_degrees": float(directions.great_circle_degrees(*both)),
        "lateral_error": float(directions.lateral_error(*both)),
        "polar_error": float(directions.polar_error(*both)),
        "front_back_reversed": bool(directions.is_front_back_reversed(*both)),
        "up_down_reversed": bool(directions.is_up_down_reversed(*both)),
    }
