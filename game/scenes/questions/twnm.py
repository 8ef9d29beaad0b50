"""Questions of the kinds of "The World is Not Mono", on three levels, with four options each.

Each of the four options would have been the right one as likely as the others, in a scene as likely: the
options say nothing about which of them is right.
"""

from collections.abc import Iterator
from itertools import combinations, permutations, product

from numpy.random import Generator

from game.scenes.directions import fold_front_back, wrapped
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
from game.scenes.questions.alternatives import (
    four_azimuths,
    four_distances,
    four_elevations,
    four_layouts,
)
from game.scenes.questions.draft import Draft
from game.scenes.sampling import Place, somewhere
from game.scenes.scene import Scene, Source

CLEARLY_NEARER = 1.3
CLEARLY_HIGHER = 20.0
CLEARLY_ASIDE = 20.0
"""Degrees between two azimuths, folded to the front, that are told apart by the ears' differences alone."""


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
    azimuths = [_azimuth(each) for each in four_azimuths(source.azimuth)]
    yield _draft(scene, "l1_azimuth", azimuths, asked, **named)
    heights = [_elevation(each) for each in four_elevations(source.elevation)]
    yield _draft(scene, "l1_elevation", heights, asked, **named)
    if lengths := four_distances(scene.room, source):
        yield _draft(scene, "l1_distance", [_metres(each) for each in lengths], asked, **named)
    silent = sorted(set(names) - {each.sound for each in scene.sources})
    wrong = [str(name) for name in random.choice(silent, 3, replace=False)]
    yield _draft(scene, "l1_class", [sound_name(name) for name in (source.sound, *wrong)], asked)


def _relation(scene: Scene, random: Generator, names: tuple[str, ...]) -> Iterator[Draft]:
    if len(scene.sources) < 2:
        return
    one, other = (int(each) for each in random.choice(len(scene.sources), 2, replace=False))
    first, second = scene.sources[one], scene.sources[other]
    turn = float(wrapped(first.azimuth - second.azimuth))
    yield _draft(
        scene,
        "l2_relative_direction_between_objects",
        [_turn(each) for each in four_azimuths(turn)],
        one,
        sound=sound_value(first.sound),
        other=sound_value(second.sound),
    )
    yield from _binding(scene, random)
    yield from _nearest(scene, names, random)


def _binding(scene: Scene, random: Generator) -> Iterator[Draft]:
    """Two sounds, each at the place of the first and at a third place, where neither of them is."""
    for one, other in random.permutation(list(permutations(range(len(scene.sources)), 2))).tolist():
        first, second = scene.sources[one], scene.sources[other]
        thirds: list[Source | Place | None] = [each for each in scene.sources if each not in (first, second)]
        if not thirds and scene.room:
            thirds = [somewhere(random, scene.room, float(random.uniform(-180, 180))) for _ in range(20)]
        for third in thirds:
            if third and _all_aside(first.azimuth, second.azimuth, third.azimuth):
                options = [_bound(what, where) for what, where in product((first, second), (first, third))]
                yield _draft(scene, "l2_bind_identity_location_distance", options, one)
                return


def _all_aside(*azimuths: float) -> bool:
    folded = [float(fold_front_back(azimuth)) for azimuth in azimuths]
    return all(abs(one - other) >= CLEARLY_ASIDE for one, other in combinations(folded, 2))


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
    pairs = list(combinations(scene.sources, 2))
    for number in random.permutation(len(pairs)).tolist():
        first, second = pairs[number]
        if layouts := four_layouts(sector(first.azimuth), sector(second.azimuth)):
            options = [_layout(first, second, *places) for places in layouts]
            yield _draft(scene, "l3_layout", options, None)
            break
    facts = _facts(scene, random)
    if len(facts) >= 4:
        (_, false), *others = [facts[int(each)] for each in random.permutation(len(facts))[:4]]
        yield _draft(scene, "l3_impossible", [false, *(true for true, _ in others)], None)


def _facts(scene: Scene, random: Generator) -> list[tuple[Text, Text]]:
    """What is so of a scene, each with what cannot be; none of them follows from others."""
    facts: dict[object, tuple[Text, Text]] = {}
    for source in scene.sources:
        place = sector(source.azimuth)
        facts[place % 4] = _placed(source, place), _placed(source, place + 4)
    pairs = list(combinations(scene.sources, 2))
    for number in random.permutation(len(pairs)).tolist():
        near, far = sorted(pairs[number], key=lambda source: source.distance_m)
        if far.distance_m >= CLEARLY_NEARER * near.distance_m:
            facts["nearer"] = _compared("nearer", near, far), _compared("nearer", far, near)
        low, high = sorted(pairs[number], key=lambda source: source.elevation)
        if high.elevation - low.elevation >= CLEARLY_HIGHER:
            facts["higher"] = _compared("higher", high, low), _compared("higher", low, high)
    return list(facts.values())


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


def _bound(what: Source, where: Source | Place) -> Text:
    values = {"degrees": round(abs(where.azimuth)), "metres": round(where.distance_m, 1)}
    return option("at_left" if where.azimuth > 0 else "at_right", sound=sound_value(what.sound), **values)


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
