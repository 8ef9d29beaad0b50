"""Questions where a sound is, relative to a drawn thing that is silent (Q2 to Q4)."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from game.scenes.directions import great_circle_degrees, unit_vector
from game.scenes.item import Answer, Unit
from game.scenes.item_texts import option, question, sound_value
from game.scenes.questions.draft import Draft
from game.scenes.scene import Drawn, Scene, Source

CLEARLY_NEARER = 1.3
"""How many times as far the farther of two must be, to be asked which is nearer."""
CLEARLY_APART = 0.6
"""Metres between two along an axis, to be asked on which side one is."""
LONGEST = 8.0
"""Metres at the end of the slider."""
FARTHEST_ANGLE = 180.0

Position = NDArray[np.float64]
Side = Callable[[Position, Position], float]
"""How clearly the first answer is so of a position, asked about a thing's: negative if the second is."""


def relative(scene: Scene, random: Generator) -> Iterator[Draft]:
    """Questions about each silent thing, and those with numbers about one of them.

    Balancing chooses among them, so that the drawn things say nothing about the answer.
    """
    silent = [number for number, thing in enumerate(scene.drawn) if not thing.sounding]
    for number in silent:
        for task, answers, side, least in _PAIRS:
            yield from _pair(scene, number, task, answers, side, least)
    if silent:
        yield from _numbers(scene, int(random.choice(silent)))


def _pair(
    scene: Scene, number: int, task: str, answers: tuple[str, str], side: Side, least: float
) -> Iterator[Draft]:
    (source,), thing = scene.sources, _position(scene.drawn[number])
    clearly = side(_position(source), thing)
    if abs(clearly) < least:
        return
    others = [side(_position(other), thing) for place, other in enumerate(scene.drawn) if place != number]
    yield Draft(
        scene,
        "choice",
        "hear-you-are",
        task,
        question(task, **_thing(scene, number)),
        (option(answers[0]), option(answers[1])),
        right=0 if clearly > 0 else 1,
        shows_panorama=True,
        source=0,
        stratum=(sum(other >= least for other in others), sum(other <= -least for other in others)),
    )


def _numbers(scene: Scene, number: int) -> Iterator[Draft]:
    (source,), thing = scene.sources, scene.drawn[number]
    metres = float(np.linalg.norm(_position(source) - _position(thing)))
    if metres <= LONGEST:
        yield _number(scene, number, "q3_metres", metres, "m", LONGEST)
    pointed = (source.azimuth, source.elevation, thing.azimuth, thing.elevation)
    yield _number(scene, number, "q4_angle", float(great_circle_degrees(*pointed)), "deg", FARTHEST_ANGLE)


def _number(scene: Scene, number: int, task: str, true: float, unit: Unit, most: float) -> Draft:
    return Draft(
        scene,
        "number",
        "hear-you-are",
        task,
        question(task, **_thing(scene, number)),
        answer=Answer(number=round(true, 2)),
        shows_panorama=True,
        unit=unit,
        most=most,
        source=0,
    )


def _along(axis: int) -> Side:
    return lambda position, thing: float(position[axis] - thing[axis])


def _nearer_to_me(position: Position, thing: Position) -> float:
    return float(np.log(np.linalg.norm(position - thing) / np.linalg.norm(position)))


_PAIRS: tuple[tuple[str, tuple[str, str], Side, float], ...] = (
    ("q2_closer", ("yes", "no"), _nearer_to_me, float(np.log(CLEARLY_NEARER))),
    ("q3_side", ("left", "right"), _along(1), CLEARLY_APART),
    ("q3_depth", ("front", "behind"), _along(0), CLEARLY_APART),
    ("q3_height", ("upper", "lower"), _along(2), CLEARLY_APART),
)


def _position(thing: Source | Drawn) -> Position:
    return thing.distance_m * unit_vector(thing.azimuth, thing.elevation)


def _thing(scene: Scene, number: int) -> dict[str, str | float]:
    return {"number": number + 1, "name": sound_value(scene.drawn[number].name)}
