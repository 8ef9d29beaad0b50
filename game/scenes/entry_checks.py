"""What can be wrong with a scene or an item whose fields are all there."""

from collections.abc import Iterator
from math import isfinite

from game.scenes.item import Answer, Item, Text
from game.scenes.item_texts import english
from game.scenes.scene import Drawn, Scene, Source

MOST_OPTIONS = 8
LONGEST_M = 1000.0


def mistakes_of_scene(scene: Scene) -> Iterator[str]:
    """What is wrong with a scene, in words."""
    if not scene.id:
        yield "its id is empty"
    if not 0 < scene.seconds <= 600:
        yield "it lasts for none of 0 to 600 seconds"
    named: list[tuple[str, Source | Drawn]] = [(source.sound, source) for source in scene.sources]
    named += [(thing.name, thing) for thing in scene.drawn]
    for name, thing in named:
        if not _is_somewhere(thing):
            yield f"{name} is at no place"


def mistakes_of_item(item: Item, scene: Scene | None) -> Iterator[str]:
    """What is wrong with an item about a scene, in words."""
    if scene is None:
        yield "it is about a scene that there is not"
    elif item.source is not None and not 0 <= item.source < len(scene.sources):
        yield "source is none of its scene's"
    if not all(map(_can_be_read, (item.text, *item.options))):
        yield "a text is neither plain nor in the catalog, or lacks a value"
    if item.kind == "choice" and not 2 <= len(item.options) == len(item.english_options) <= MOST_OPTIONS:
        yield f"options and english_options are not both 2 to {MOST_OPTIONS}"
    if item.kind == "number" and not (item.unit and item.most and 0 < item.most < LONGEST_M):
        yield "a number needs a unit and the most that it can be"
    if item.answer and not _fits(item, item.answer):
        yield "answer does not fit what is asked"


def _fits(item: Item, answer: Answer) -> bool:
    if item.kind == "choice":
        return answer.option is not None and 0 <= answer.option < len(item.options)
    if item.kind == "number":
        return answer.number is not None and 0 <= answer.number <= (item.most or 0)
    distance = answer.distance_m if item.asks_distance else 1.0
    return _is_direction(answer.azimuth, answer.elevation) and _is_distance(distance)


def _is_somewhere(thing: Source | Drawn) -> bool:
    return _is_direction(thing.azimuth, thing.elevation) and _is_distance(thing.distance_m)


def _is_direction(azimuth: float | None, elevation: float | None) -> bool:
    if azimuth is None or elevation is None:
        return False
    return -180 <= azimuth <= 180 and -90 <= elevation <= 90


def _is_distance(metres: float | None) -> bool:
    return metres is not None and 0 < metres < LONGEST_M


def _can_be_read(said: Text) -> bool:
    if said.key is None:
        return bool(said.plain)
    if not all(isinstance(value, str) or isfinite(value) for value in said.values.values()):
        return False
    try:
        return bool(english(said))
    except (KeyError, ValueError):
        return False
