"""The sentences of items: their keys in the catalog, and their English for models."""

from collections.abc import Sequence

from game.scenes.item import Text
from game.scenes.scene import Drawn
from game.texts import text

KEY_SIGN = "@"
"""Before a value that is itself a key."""
SECTORS = ("front", "front_left", "left", "back_left", "back", "back_right", "right", "front_right")
"""Eighths of the circle, from the front to the left."""


def question(task: str, /, **values: str | float) -> Text:
    """What an item of a task asks."""
    return Text(f"spatial.item.{task}", values)


def option(answer: str, /, **values: str | float) -> Text:
    """One of the answers to choose from."""
    return Text(f"spatial.option.{answer}", values)


def sound_name(sound: str) -> Text:
    """The name of a sound, as an answer to choose."""
    return Text(_sound_key(sound))


def sound_value(sound: str) -> str:
    """The name of a sound within another sentence."""
    return KEY_SIGN + _sound_key(sound)


def sector(azimuth: float) -> int:
    """In which eighth of the circle an azimuth lies: a position in `SECTORS`."""
    return round(azimuth / 45) % len(SECTORS)


def sector_name(position: int) -> Text:
    """The name of an eighth of the circle, as an answer to choose."""
    return Text(f"spatial.sector.{SECTORS[position % len(SECTORS)]}")


def sector_value(position: int) -> str:
    """The name of an eighth of the circle within another sentence."""
    return f"{KEY_SIGN}spatial.sector.{SECTORS[position % len(SECTORS)]}"


def english(said: Text) -> str:
    """A text in English, its values that are keys filled in."""
    if said.key is None:
        return said.plain or ""
    return text(said.key, **{name: _read(value) for name, value in said.values.items()})


def panorama_in_english(drawn: Sequence[Drawn]) -> str:
    """What the panorama shows, for a model that sees none."""
    things = [
        f"{number}. {english(sound_name(thing.name))} (azimuth {thing.azimuth:.0f}°, "
        f"elevation {thing.elevation:.0f}°, {thing.distance_m:.1f} m)"
        for number, thing in enumerate(drawn, 1)
    ]
    return f"Around you are drawn, azimuth positive to the left: {'; '.join(things)}."


def _sound_key(sound: str) -> str:
    return f"spatial.sound.{sound.replace(' ', '_')}"


def _read(value: str | float) -> str | float:
    is_key = isinstance(value, str) and value.startswith(KEY_SIGN)
    return text(str(value)[1:]) if is_key else value
