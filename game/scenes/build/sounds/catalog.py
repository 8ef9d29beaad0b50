"""The catalog: the sounds by name, each in several variants, equally loud."""

import hashlib
from collections.abc import Callable, Mapping
from importlib.metadata import version

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from game.scenes.build.sounds import (
    bells,
    birds,
    engines,
    impacts,
    mammals,
    mechanisms,
    signals,
    small_animals,
    voices,
    water,
    weather,
)
from game.scenes.build.sounds.envelopes import swell
from game.scenes.build.sounds.loudness import levelled
from game.scenes.build.sounds.noise import above
from game.scenes.build.sounds.samples import Samples, count

SPEAKERS: Mapping[str, tuple[str, ...]] = {"man": voices.MEN, "woman": voices.WOMEN}
MADE: Mapping[str, Callable[[Generator, float], Samples]] = {
    "baby": mammals.baby,
    "bell": bells.bell,
    "bicycle bell": bells.bicycle_bell,
    "alarm clock": bells.alarm_clock,
    "telephone": bells.telephone,
    "siren": signals.siren,
    "car horn": signals.car_horn,
    "whistle": signals.whistle,
    "car": engines.car,
    "motorcycle": engines.motorcycle,
    "helicopter": engines.helicopter,
    "tap": water.tap,
    "rain": water.rain,
    "stream": water.stream,
    "thunder": weather.thunder,
    "fire": weather.fire,
    "wind": weather.wind,
    "dog": mammals.dog,
    "cat": mammals.cat,
    "cow": mammals.cow,
    "rooster": birds.rooster,
    "owl": birds.owl,
    "bird": birds.bird,
    "frog": small_animals.frog,
    "cricket": small_animals.cricket,
    "bee": small_animals.bee,
    "footsteps": impacts.footsteps,
    "door knock": impacts.door_knock,
    "typewriter": mechanisms.typewriter,
    "clock": mechanisms.clock,
    "hammer": impacts.hammer,
    "drum": impacts.drum,
    "saw": mechanisms.saw,
}
NAMES = (*SPEAKERS, *MADE)
"""Every sound's name, as a player reads it."""
VARIANTS = 6
"""Every sound has the variants 0 to 5."""
LOWEST = 40.0
STEPS = 32_768
"""Samples are whole numbers of these steps, so that the last bits of a processor's sines reach no file."""


def sound(name: str, variant: int, seconds: float) -> NDArray[np.float32]:
    """A sound: 48 kHz, one channel, the same samples for the same three arguments.

    Parameters
    ----------
    name
        One of `NAMES`.
    variant
        0 to `VARIANTS` - 1: another dog, another bell.
    seconds
        How long; events go on until the end, none of the sounds is a loop.

    Raises
    ------
    ValueError
        If there is no such sound or variant, or nothing could be heard in the time.
    """
    if name not in NAMES or not 0 <= variant < VARIANTS or not 0.1 <= seconds <= 120:
        raise ValueError(f"There is no sound {name!r}, variant {variant}, of {seconds} seconds")
    made = above(_material(name, variant, seconds), LOWEST)
    levelled_sound = levelled(made * swell(len(made), 0.005, 0.03))
    rounded: NDArray[np.float32] = (np.round(levelled_sound * STEPS) / STEPS).astype(np.float32)
    return rounded


def versions() -> dict[str, str]:
    """The versions of the packages on which the samples depend."""
    return {package: version(package) for package in ("espeakng-loader", "numpy", "scipy")}


def _material(name: str, variant: int, seconds: float) -> Samples:
    if name in SPEAKERS:
        return voices.talk(variant, seconds, SPEAKERS[name])
    seed = hashlib.sha256(f"{name} {variant}".encode()).digest()
    random = np.random.Generator(np.random.PCG64(int.from_bytes(seed[:16])))
    return MADE[name](random, seconds)[: count(seconds)]
