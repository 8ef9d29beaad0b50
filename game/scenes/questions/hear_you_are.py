"""Questions of the kinds of "Hear You Are": one sound, and things drawn around the listener."""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from game.scenes.directions import great_circle_degrees, unit_vector
from game.scenes.item import Answer, Text, Unit
from game.scenes.item_texts import option, question, sound_name, sound_value
from game.scenes.questions.draft import Draft
from game.scenes.scene import Drawn, Scene, Source

YES_NO = (option("yes"), option("no"))
CLEARLY_NEARER = 1.3
"""How many times as far the farther of two must be, to be asked which is nearer."""
CLEARLY_APART = 0.6
"""Metres between two along an axis, to be asked on which side one is."""
LONGEST = 8.0
"""Metres at the end of the slider."""
FARTHEST_ANGLE = 180.0


def hear_you_are(
    scene: Scene, names: tuple[str, ...], random: Generator, about_the_sounding: bool
) -> list[Draft]:
    """Every question of these kinds that a scene with one source and drawn things allows.

    Parameters
    ----------
    scene, names, random
        The scene, every sound's name, and what wrong answers are drawn with.
    about_the_sounding
        Whether Q6 asks about the one of several alike that sounds.
    """
    if len(scene.sources) != 1 or not scene.drawn:
        return []
    what, which = _what(scene, names, random), _which(scene, random, about_the_sounding)
    return [*what, *which, *_relative(scene, random), *_where(scene)]


def _what(scene: Scene, names: tuple[str, ...], random: Generator) -> Iterator[Draft]:
    """Q1's class, and whether what sounds is drawn (Q9)."""
    (source,) = scene.sources
    others = [name for name in names if name != source.sound]
    wrong = [str(name) for name in random.choice(others, 3, replace=False)]
    yield _choice(scene, "q1_class", [sound_name(name) for name in (source.sound, *wrong)], panorama=False)
    matching = _matching(scene)
    sounding = _sounding(scene)
    if sounding is None and not matching:
        yield _yes_no(scene, "q9_visible", False)
    elif sounding in matching:
        yield _yes_no(scene, "q9_visible", True)


def _which(scene: Scene, random: Generator, about_the_sounding: bool) -> Iterator[Draft]:
    """Which of the drawn things sounds (Q1), and whether one of them does (Q5, Q6)."""
    sounding, matching = _sounding(scene), _matching(scene)
    things = range(len(scene.drawn))
    if sounding is not None and len(things) >= 4:
        others = random.choice([thing for thing in things if thing != sounding], 3, replace=False)
        yield _choice(scene, "q1_object", [_thing_option(scene, int(thing)) for thing in (sounding, *others)])
    if len(matching) == 1 and (sounding in matching or sounding is None):
        yield _yes_no(scene, "q5_sounding", sounding in matching, **_thing(scene, matching[0]))
    if len(matching) >= 2 and sounding in matching:
        silent = [thing for thing in matching if thing != sounding]
        asked = sounding if about_the_sounding else int(random.choice(silent))
        yield _yes_no(scene, "q6_sounding", asked == sounding, **_thing(scene, asked))


def _relative(scene: Scene, random: Generator) -> Iterator[Draft]:
    """Where the sound is, relative to a drawn thing that is silent (Q2 to Q4)."""
    silent = [number for number, thing in enumerate(scene.drawn) if not thing.sounding]
    if not silent:
        return
    (source,) = scene.sources
    number = int(random.choice(silent))
    if random.random() < 0.5:  # else the sound would nearly always be nearer to the listener
        number = min(silent, key=lambda other: _metres(source, scene.drawn[other]))
    thing = scene.drawn[number]
    apart = _position(source) - _position(thing)
    metres = _metres(source, thing)
    named = _thing(scene, number)
    if max(metres, source.distance_m) >= CLEARLY_NEARER * min(metres, source.distance_m):
        yield _yes_no(scene, "q2_closer", source.distance_m < metres, **named)
    for axis, task, answers in ((1, "q3_side", ("left", "right")), (0, "q3_depth", ("front", "behind"))):
        if abs(apart[axis]) >= CLEARLY_APART:
            yield _pair(scene, task, answers, bool(apart[axis] > 0), **named)
    if abs(apart[2]) >= CLEARLY_APART:
        yield _pair(scene, "q3_height", ("upper", "lower"), bool(apart[2] > 0), **named)
    yield _number(scene, "q3_metres", metres, "m", LONGEST, **named)
    pointed = (source.azimuth, source.elevation, thing.azimuth, thing.elevation)
    yield _number(scene, "q4_angle", float(great_circle_degrees(*pointed)), "deg", FARTHEST_ANGLE, **named)


def _where(scene: Scene) -> Iterator[Draft]:
    """Which kind of drawn thing sounds, and where it is (Q7); where, of several of a kind (Q8)."""
    (source,), matching = scene.sources, _matching(scene)
    if _sounding(scene) not in matching:
        return
    kinds = list(dict.fromkeys([source.sound, *(thing.name for thing in scene.drawn)]))
    if len(matching) == 1 and len(kinds) >= 4:
        yield _choice(scene, "q7_class", [sound_name(name) for name in kinds[:4]])
    yield Draft(
        scene,
        "point",
        "hear-you-are",
        task := "q7_point" if len(matching) == 1 else "q8_point",
        question(task),
        answer=Answer(source.azimuth, source.elevation, source.distance_m),
        shows_panorama=True,
        asks_distance=True,
        source=0,
    )


def _matching(scene: Scene) -> list[int]:
    """The drawn things that are of the sound's kind."""
    return [number for number, thing in enumerate(scene.drawn) if thing.name == scene.sources[0].sound]


def _sounding(scene: Scene) -> int | None:
    return next((number for number, thing in enumerate(scene.drawn) if thing.sounding), None)


def _metres(source: Source, thing: Drawn) -> float:
    return float(np.linalg.norm(_position(source) - _position(thing)))


def _position(thing: Source | Drawn) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return thing.distance_m * unit_vector(thing.azimuth, thing.elevation)


def _thing(scene: Scene, number: int) -> dict[str, str | float]:
    return {"number": number + 1, "name": sound_value(scene.drawn[number].name)}


def _thing_option(scene: Scene, number: int) -> Text:
    return option("thing", **_thing(scene, number))


def _choice(scene: Scene, task: str, options: list[Text], panorama: bool = True) -> Draft:
    asked = question(task)
    return Draft(
        scene, "choice", "hear-you-are", task, asked, tuple(options), shows_panorama=panorama, source=0
    )


def _pair(scene: Scene, task: str, answers: tuple[str, str], is_first: bool, **values: str | float) -> Draft:
    options = (option(answers[0]), option(answers[1]))
    return _fixed(scene, task, options, is_first, values)


def _yes_no(scene: Scene, task: str, is_so: bool, **values: str | float) -> Draft:
    return _fixed(scene, task, YES_NO, is_so, values)


def _fixed(
    scene: Scene, task: str, options: tuple[Text, Text], is_first: bool, values: dict[str, str | float]
) -> Draft:
    asked = question(task, **values)
    right = 0 if is_first else 1
    return Draft(
        scene, "choice", "hear-you-are", task, asked, options, right=right, shows_panorama=True, source=0
    )


def _number(scene: Scene, task: str, true: float, unit: Unit, most: float, **values: str | float) -> Draft:
    return Draft(
        scene,
        "number",
        "hear-you-are",
        task,
        question(task, **values),
        answer=Answer(number=round(true, 2)),
        shows_panorama=True,
        unit=unit,
        most=most,
        source=0,
    )
