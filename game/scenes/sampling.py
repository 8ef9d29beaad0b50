"""Sampling: which scenes a pack has, from its seed alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import PCG64, Generator

from game.scenes.directions import great_circle_degrees, unit_vector, wrapped
from game.scenes.scene import Drawn, Room, Scene, Source

Plot = Literal["matched", "lookalikes", "mismatched", "unseen", "decoy"]
PLOTS: tuple[Plot, ...] = ("matched", "lookalikes", "mismatched", "unseen", "decoy", "lookalikes")
"""How what sounds and what is drawn belong together, scene by scene."""
SOURCES = (2, 3, 1, 4, 3, 2)
"""How many sound in the scenes in which nothing is drawn, scene by scene."""
NOT_DRAWN = frozenset(
    ("rain", "wind", "thunder", "stream", "helicopter", "footsteps", "siren", "door knock", "whistle")
)
"""Sounds of no single thing that could stand in a room."""
GOLDEN = 137.508
"""Degrees from one scene's first azimuth to the next one's: any run of scenes covers the circle evenly."""
APART = 35.0
"""Degrees between two things, at least."""
LOWEST, HIGHEST = -40.0, 60.0
NEAREST, FARTHEST = 0.8, 4.5
WALL = 0.3
"""Metres that everything keeps from the walls."""
TRIES = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is, seen by the listener; degrees and metres."""

    azimuth: float
    elevation: float
    distance_m: float


def seeded(seed: int, *parts: object) -> Generator:
    """A random generator of its own for each part of a pack."""
    digest = hashlib.sha256("/".join(map(str, (seed, *parts))).encode()).digest()
    return Generator(PCG64(int.from_bytes(digest[:16])))


def sample_scene(
    seed: int, index: int, attempt: int, seconds: float, names: Sequence[str], variants: int
) -> Scene:
    """One scene of a pack, without its files.

    Every second scene has one source and drawn things, for the kinds of "Hear You Are"; the others have one
    to four sources and nothing drawn.

    Parameters
    ----------
    seed, index
        The pack's seed, and the scene's place in it.
    attempt
        0, and one more each time a scene at this place was thrown away.
    seconds
        How long the scene lasts.
    names, variants
        The sounds there are, and how many variants each has.
    """
    random = seeded(seed, "scene", index, attempt)
    room = _room(random)
    azimuth = float(wrapped(index * GOLDEN + attempt * 61 + random.uniform(-20, 20)))
    if index % 2 == 0:
        sources, drawn = _drawn_scene(random, room, azimuth, PLOTS[index // 2 % len(PLOTS)], names)
    else:
        sources, drawn = _sounding_scene(random, room, azimuth, SOURCES[index // 2 % len(SOURCES)], names), ()
    placed = tuple(
        _source(random, name, place, variants, seconds, late=position > 0)
        for position, (name, place) in enumerate(sources)
    )
    return Scene(f"s{index:04}", seconds, placed, room, drawn, {}, {}, None)


Named = list[tuple[str, Place]]


def _drawn_scene(
    random: Generator, room: Room, azimuth: float, plot: Plot, names: Sequence[str]
) -> tuple[Named, tuple[Drawn, ...]]:
    things = [name for name in names if name not in NOT_DRAWN]
    sound, *others = (str(name) for name in random.permutation(things)[:5])
    number = {"unseen": 5, "decoy": 5}.get(plot, 4)
    heard, *elsewhere = _places(random, room, azimuth, number)
    shown = {
        "matched": [(sound, heard, True), *_silent(others, elsewhere)],
        "lookalikes": [(sound, heard, True), *_silent([sound, *others], elsewhere)],
        "mismatched": [(others[0], heard, True), *_silent(others[1:], elsewhere)],
        "unseen": _silent(others, elsewhere),
        "decoy": _silent([sound, *others], elsewhere),
    }[plot]
    order = random.permutation(len(shown))
    drawn = tuple(
        Drawn(name, place.azimuth, place.elevation, place.distance_m, sounding)
        for name, place, sounding in (shown[int(position)] for position in order)
    )
    return [(sound, heard)], drawn


def _silent(names: Sequence[str], places: Sequence[Place]) -> list[tuple[str, Place, bool]]:
    return [(name, place, False) for name, place in zip(names, places, strict=False)]


def _sounding_scene(
    random: Generator, room: Room, azimuth: float, number: int, names: Sequence[str]
) -> Named:
    sounds = [str(name) for name in random.permutation(list(names))[:number]]
    return list(zip(sounds, _places(random, room, azimuth, number), strict=True))


def _source(random: Generator, name: str, place: Place, variants: int, seconds: float, late: bool) -> Source:
    start = round(float(random.uniform(0, 0.2 * seconds)), 2) if late else 0.0
    variant = int(random.integers(variants))
    return Source(
        name, variant, place.azimuth, place.elevation, place.distance_m, start, round(seconds - start, 2)
    )


def _room(random: Generator) -> Room:
    size = (*random.uniform(5.5, 9, 2), random.uniform(3, 4.2))
    listener = (
        size[0] / 2 + random.uniform(-1, 1),
        size[1] / 2 + random.uniform(-1, 1),
        random.uniform(1.4, 1.7),
    )
    x, y, z = (round(float(length), 2) for length in size)
    here = tuple(round(float(length), 2) for length in listener)
    return Room((x, y, z), round(float(random.uniform(0.2, 0.6)), 2), (here[0], here[1], here[2]))


def _places(random: Generator, room: Room, azimuth: float, number: int) -> list[Place]:
    """Places in a room that lie apart from one another, the first at a given azimuth."""
    for _ in range(TRIES):
        places: list[Place] = []
        around = [azimuth, *random.uniform(-180, 180, number - 1)]
        for each in around:
            place = somewhere(random, room, float(each))
            if place is None or any(_apart(place, other) < APART for other in places):
                break
            places.append(place)
        if len(places) == number:
            return places
    raise ValueError("No room was found for so many things.")


def somewhere(random: Generator, room: Room, azimuth: float) -> Place | None:
    """A place in the room, uniform in elevation and in the logarithm of distance; None if there is none."""
    elevation = random.uniform(LOWEST, HIGHEST)
    most = farthest(room, azimuth, elevation)
    if most <= NEAREST:
        return None
    distance = np.exp(random.uniform(np.log(NEAREST), np.log(most)))
    return Place(round(azimuth, 1), round(float(elevation), 1), round(float(distance), 2))


def farthest(room: Room, azimuth: float, elevation: float) -> float:
    """Metres to the farthest place that something in a direction can have."""
    direction, here, size = unit_vector(azimuth, elevation), np.array(room.listener_m), np.array(room.size_m)
    free = np.where(direction > 0, size - WALL - here, here - WALL)
    return min(FARTHEST, float(np.min(free / np.maximum(np.abs(direction), 1e-9))))


def _apart(one: Place, other: Place) -> float:
    return float(great_circle_degrees(one.azimuth, one.elevation, other.azimuth, other.elevation))
