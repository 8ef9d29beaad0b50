"""Rendering: a scene for two ears, and as first-order sound field."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from game.scenes.build.acoustics import Arrivals, arrivals, tail, tail_directions
from game.scenes.build.hrirs import RATE, TAPS, Head
from game.scenes.build.sounds import catalog
from game.scenes.directions import azimuth_elevation
from game.scenes.scene import Room, Scene, Source

GAIN = 10 ** (8 / 20)
"""Of every scene, so that what is near is loud in each; quieter where a peak would be cut off."""
HIGHEST_PEAK = 0.97

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a scene sounds like.

    Attributes
    ----------
    binaural : array
        Left and right, by channel and sample.
    foa : array
        W, Y, Z, X: ACN order, SN3D.
    heard : tuple of array
        Each source alone, as the two ears hear it.
    fields : tuple of array
        Each source alone, as first-order sound field.
    """

    binaural: Array
    foa: Array
    heard: tuple[Array, ...]
    fields: tuple[Array, ...]


def render(scene: Scene, head: Head, random: Generator) -> Rendered:
    """Render a scene through a head's responses; the same bits for the same scene, head and generator.

    Parameters
    ----------
    scene
        With a room.
    head
        Whose ears listen.
    random
        For the rooms' diffuse tails.
    """
    if scene.room is None:
        raise ValueError(f"{scene.id} has no room")
    length = round(scene.seconds * RATE)
    heard, fields = [], []
    for source in scene.sources:
        ears, field = impulse_responses(scene.room, source, head, random)
        dry = catalog.sound(source.sound, source.variant, source.seconds)
        start = round(source.start * RATE)
        heard.append(_played(dry, ears, start, length))
        fields.append(_played(dry, field, start, length))
    peak = max(float(np.abs(sum(heard)).max()), float(np.abs(sum(fields)).max()))
    gain = min(GAIN, HIGHEST_PEAK / peak)
    heard, fields = [gain * each for each in heard], [gain * each for each in fields]
    return Rendered(np.sum(heard, axis=0), np.sum(fields, axis=0), tuple(heard), tuple(fields))


def impulse_responses(room: Room, source: Source, head: Head, random: Generator) -> tuple[Array, Array]:
    """From a source to the two ears (left, right), and to a first-order microphone (W, Y, Z, X)."""
    ways = arrivals(room, source)
    diffuse = tail(random, room, int(ways.delays[0]))
    length = max(int(ways.delays.max()), diffuse.shape[1]) + TAPS
    ears, field = np.zeros((2, length)), np.zeros((4, length))
    _add_arrivals(ears, field, ways, source, head)
    directions = tail_directions()
    for noise, which in zip(diffuse, head.nearest(directions), strict=True):
        ears[:, : len(noise) + TAPS - 1] += oaconvolve(noise[None], head.responses[which], axes=1)
    field[:, : diffuse.shape[1]] += np.einsum("nc,nt->ct", encoded(directions), diffuse)
    return ears, field


def encoded(vectors: Array) -> Array:
    """First-order gains for unit vectors, by vector and channel: W, Y, Z, X in SN3D."""
    x, y, z = vectors.T
    return np.stack([np.ones(len(vectors)), y, z, x], axis=1)


def _add_arrivals(ears: Array, field: Array, ways: Arrivals, source: Source, head: Head) -> None:
    nearest = head.nearest(ways.vectors)
    gains = encoded(ways.vectors) * ways.gains[:, None]
    for number, delay in enumerate(ways.delays):
        response = head.responses[nearest[number]]
        if number == 0:
            azimuth, elevation = azimuth_elevation(ways.vectors[0])
            response = head.response(float(azimuth), float(elevation))
        ears[:, delay : delay + TAPS] += ways.gains[number] * response
        field[:, delay] += gains[number]


def _played(dry: NDArray[np.float32], responses: Array, start: int, length: int) -> Array:
    """A dry sound through several responses, from a sample of the scene on."""
    placed = np.zeros((len(responses), length))
    wet = oaconvolve(dry.astype(np.float64)[None], responses, axes=1)[:, : length - start]
    placed[:, start : start + wet.shape[1]] = wet
    return placed
