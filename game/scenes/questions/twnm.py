"""Questions of the kinds of "The World is Not Mono", on three levels, with four options each."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from math import exp, log

from numpy.random import Generator

from game.scenes.directions import wrapped
from game.scenes.item import Level, Text
from game.scenes.item_texts import (
    option,
    question,
    sector,
    sector_name,
    sector_value,
    sound_name,
    sound_value,
)
from game.scenes.questions.draft import Draft
from game.scenes.scene import Scene, Source

CLEARLY_NEARER = 1.3
CLEARLY_HIGHER = 20.0
HEIGHTS = (-40, -20, 0, 20, 45)
DISTANCES = (0.8, 1.3, 2.0, 3.0, 4.4)
"""Wrong answers come from where right ones do, so that none is ruled out unheard."""


def twnm(scene: Scene, names: tuple[str, ...], random: Generator) -> list[Draft]:
    """Every question of these kinds that a scene allows."""
    asked = int(random.integers(len(scene.sources)))
    return [
        *_perception(scene, asked, names, random),
        *_relation(scene, random, names),
        *_reasoning(scene, asked, random),
    ]


def _perception(scene: Scene, asked: int, names: tuple[str, ...], random: Generator) -> Iterator[Draft]:
    source = scene.sources[asked]
    named = {"sound": sound_value(source.sound)}
    azimuths = [_azimuth(each) for each in _four_azimuths(source.azimuth)]
    yield _draft(scene, "l1_azimuth", azimuths, asked, **named)
    heights = [source.elevation, *_others(source.elevation, HEIGHTS, 18.0)]
    yield _draft(scene, "l1_elevation", [_elevation(each) for each in heights[:4]], asked, **named)
    lengths = _others(log(source.distance_m), map(log, DISTANCES), 0.35)
    metres = [_metres(each) for each in (source.distance_m, *map(exp, lengths[:3]))]
    yield _draft(scene, "l1_distance", metres, asked, **named)
    silent = sorted(set(names) - {each.sound for each in scene.sources})
    wrong = [str(name) for name in random.choice(silent, 3, replace=False)]
    yield _draft(scene, "l1_class", [sound_name(name) for name in (source.sound, *wrong)], asked)


def _relation(scene: Scene, random: Generator, names: tuple[str, ...]) -> Iterator[Draft]:
    if len(scene.sources) < 2:
        return
    one, other = (int(each) for each in random.choice(len(scene.sources), 2, replace=False))
    first, second = scene.sources[one], scene.sources[other]
    turn = float(wrapped(first.azimuth - second.azimuth))
    if 15 <= abs(turn) <= 165:
        yield _draft(
            scene,
            "l2_relative_direction_between_objects",
            [_turn(each) for each in _four_turns(turn)],
            one,
            sound=sound_value(first.sound),
            other=sound_value(second.sound),
        )
    bound = [(first, first), (first, second), (second, first), (second, _mirrored(second))]
    yield _draft(
        scene, "l2_bind_identity_location_distance", [_bound(what, where) for what, where in bound], one
    )
    yield from _nearest(scene, names, random)


def _nearest(scene: Scene, names: tuple[str, ...], random: Generator) -> Iterator[Draft]:
    """Which is nearest: of three or four that sound, with one that does not where they are three."""
    ordered = sorted(scene.sources, key=lambda source: source.distance_m)
    if len(ordered) < 3 or ordered[1].distance_m < CLEARLY_NEARER * ordered[0].distance_m:
        return
    heard = [source.sound for source in ordered]
    absent = [name for name in names if name not in heard]
    heard += [str(random.choice(absent)) for _ in range(4 - len(heard))]
    nearest = scene.sources.index(ordered[0])
    yield _draft(scene, "l2_compare_object_distances", [sound_name(name) for name in heard], nearest)


def _reasoning(scene: Scene, asked: int, random: Generator) -> Iterator[Draft]:
    source = scene.sources[asked]
    to_left = bool(random.random() < 0.5)
    place = sector(source.azimuth) - (2 if to_left else -2)
    turned = [sector_name(place + step) for step in (0, 4, 2, -2)]
    task = "l3_turn_left" if to_left else "l3_turn_right"
    yield _draft(scene, "l3_turn", turned, asked, said=task, sound=sound_value(source.sound))
    if len(scene.sources) < 2:
        return
    first, second = scene.sources[0], scene.sources[1]
    here, there = sector(first.azimuth), sector(second.azimuth)
    if here != there and (here - there) % 8 != 4:
        layouts = [(here, there), (there, here), (here + 4, there + 4), (here, there + 4)]
        options = [_layout(first, second, *places) for places in layouts]
        yield _draft(scene, "l3_layout", options, None)
    true, false = _facts(scene)
    if len(true) >= 3 and false:
        chosen = [false[int(random.integers(len(false)))]]
        chosen += [true[int(each)] for each in random.choice(len(true), 3, replace=False)]
        yield _draft(scene, "l3_impossible", chosen, None)


def _facts(scene: Scene) -> tuple[list[Text], list[Text]]:
    """What is so of a scene, and what cannot be."""
    true, false = [], []
    for source in scene.sources:
        place = sector(source.azimuth)
        true.append(_placed(source, place))
        false.append(_placed(source, place + 4))
    for one, other in combinations(scene.sources, 2):
        near, far = sorted((one, other), key=lambda source: source.distance_m)
        if far.distance_m >= CLEARLY_NEARER * near.distance_m:
            true.append(_compared("nearer", near, far))
            false.append(_compared("nearer", far, near))
        low, high = sorted((one, other), key=lambda source: source.elevation)
        if high.elevation - low.elevation >= CLEARLY_HIGHER:
            true.append(_compared("higher", high, low))
            false.append(_compared("higher", low, high))
    return true, false


def _others(true: float, steps: Iterable[float], least: float) -> list[float]:
    """Steps that are off by at least so much, the nearest first."""
    return sorted((step for step in steps if abs(step - true) >= least), key=lambda step: abs(step - true))


def _four_azimuths(azimuth: float) -> list[float]:
    """An azimuth, and its mirror images front to back, left to right, and through the head.

    Near the axes, where mirror images fall together, quarters of a turn.
    """
    if 20 <= abs(azimuth) % 90 <= 70:
        return [azimuth, *(float(wrapped(each)) for each in (180 - azimuth, -azimuth, azimuth + 180))]
    return [azimuth, *(float(wrapped(azimuth + turn)) for turn in (180, 90, -90))]


def _four_turns(turn: float) -> list[float]:
    """A turn, the same to the other side, and two more; no two of them less than 25 degrees apart."""
    turns = [turn, -turn]
    for by in (90, -90, 60, -60):
        other = float(wrapped(turn + by))
        if len(turns) < 4 and all(abs(wrapped(other - each)) >= 25 for each in turns):
            turns.append(other)
    return turns


def _azimuth(azimuth: float) -> Text:
    degrees = round(abs(azimuth))
    if degrees == 0:
        return Text("spatial.ahead")
    if degrees == 180:
        return Text("spatial.behind")
    return Text("spatial.left" if azimuth > 0 else "spatial.right", {"degrees": degrees})


def _elevation(elevation: float) -> Text:
    degrees = round(abs(elevation))
    if degrees == 0:
        return Text("spatial.level")
    return Text("spatial.up" if elevation > 0 else "spatial.down", {"degrees": degrees})


def _metres(metres: float) -> Text:
    return Text("unit.metres", {"value": round(metres, 1)})


def _turn(degrees: float) -> Text:
    return option("turn_left" if degrees > 0 else "turn_right", degrees=round(abs(degrees)))


def _bound(what: Source, where: Source) -> Text:
    values = {"degrees": round(abs(where.azimuth)), "metres": round(where.distance_m, 1)}
    return option("at_left" if where.azimuth > 0 else "at_right", sound=sound_value(what.sound), **values)


def _mirrored(source: Source) -> Source:
    return Source(
        source.sound,
        source.variant,
        -source.azimuth,
        source.elevation,
        source.distance_m * 2,
        source.start,
        source.seconds,
    )


def _layout(first: Source, second: Source, here: int, there: int) -> Text:
    return option(
        "layout",
        first=sound_value(first.sound),
        first_place=sector_value(here),
        second=sound_value(second.sound),
        second_place=sector_value(there),
    )


def _placed(source: Source, place: int) -> Text:
    return option("placed", sound=sound_value(source.sound), place=sector_value(place))


def _compared(how: str, one: Source, other: Source) -> Text:
    return option(how, sound=sound_value(one.sound), other=sound_value(other.sound))


def _draft(
    scene: Scene, task: str, options: list[Text], source: int | None, said: str = "", **values: str | float
) -> Draft:
    levels: dict[str, Level] = {"l1": "L1", "l2": "L2", "l3": "L3"}
    asked = question(said or task, **values)
    return Draft(scene, "choice", "twnm", task, asked, tuple(options), level=levels[task[:2]], source=source)
