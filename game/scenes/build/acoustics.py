"""A room's acoustics: by which ways a sound reaches the listener, and the diffuse tail after them."""

from dataclasses import dataclass
from math import log, pi

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from game.scenes.directions import unit_vector
from game.scenes.scene import Room, Source

RATE = 48_000
SPEED = 343.0
"""Metres a second."""
IMAGE_ORDER = 8
FADING = (0.03, 0.07)
"""Seconds after the direct sound between which single reflections give way to the diffuse tail."""
TAIL_DIRECTIONS = 24

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The direct sound, first, and single reflections.

    Attributes
    ----------
    vectors : array
        Unit vectors towards where each comes from.
    delays : array
        Whole samples.
    gains : array
        1 for a sound 1 m away in the open.
    """

    vectors: Array
    delays: NDArray[np.int64]
    gains: Array


def arrivals(room: Room, source: Source) -> Arrivals:
    """Single ways from a source to the listener, by image sources (pyroomacoustics)."""
    import pyroomacoustics as pra

    absorption, _ = pra.inverse_sabine(room.rt60, room.size_m)
    box = pra.ShoeBox(
        room.size_m, fs=RATE, materials=pra.Material(absorption), max_order=IMAGE_ORDER, air_absorption=False
    )
    here = np.array(room.listener_m)
    box.add_source(here + source.distance_m * unit_vector(source.azimuth, source.elevation))
    box.add_microphone(here)
    box.image_source_model()
    images = box.sources[0]
    offsets = np.asarray(images.images, dtype=np.float64).T - here
    metres = np.linalg.norm(offsets, axis=1)
    order = np.lexsort((*offsets.T, np.round(metres, 6)))
    offsets, metres = offsets[order], metres[order]
    damping = np.asarray(images.damping[0], dtype=np.float64)[order]
    late = (metres - metres[0]) / SPEED
    gains = damping / metres * np.sqrt(1 - _diffuse_share(late))
    heard = late < FADING[1]
    delays = np.round(metres / SPEED * RATE).astype(np.int64)
    return Arrivals((offsets / metres[:, None])[heard], delays[heard], gains[heard])


def tail_directions() -> Array:
    """Directions spread evenly over the sphere, from which the tail comes (a golden spiral)."""
    number = np.arange(TAIL_DIRECTIONS)
    heights = 1 - (2 * number + 1) / TAIL_DIRECTIONS
    azimuths = number * 180 * (3 - 5**0.5)
    return unit_vector(azimuths, np.degrees(np.arcsin(heights)))


def tail(random: Generator, room: Room, delay: int) -> Array:
    """The diffuse tail after the direct sound's delay in samples: noise by direction and sample.

    Its power is what Sabine's diffuse field has: 4 pi c / V a second, falling by 60 dB within RT60.
    """
    length = delay + round(1.1 * room.rt60 * RATE)
    times = np.arange(length) / RATE
    volume = float(np.prod(room.size_m))
    power = 4 * pi * SPEED / volume * np.exp(-6 * log(10) * times / room.rt60) / RATE
    power *= _diffuse_share(times - delay / RATE)
    noise = random.standard_normal((TAIL_DIRECTIONS, length))
    return noise * np.sqrt(power / TAIL_DIRECTIONS)


def _diffuse_share(late: Array) -> Array:
    """How much of the power is diffuse, so many seconds after the direct sound: from 0 to 1."""
    share = np.clip((late - FADING[0]) / (FADING[1] - FADING[0]), 0, 1)
    return np.sin(share * pi / 2) ** 2
