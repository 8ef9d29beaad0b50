"""Envelopes: how loud a sound is, and how high, from its beginning to its end."""

import math
from collections.abc import Sequence

import numpy as np

from game.scenes.build.sounds.samples import RATE, Samples, clock, count


def decay(length: int, t60: float) -> Samples:
    """From 1 downwards by 60 dB in `t60` seconds."""
    return np.exp(-math.log(1000) * clock(length) / t60)


def swell(length: int, attack: float, release: float) -> Samples:
    """From 0 to 1 within `attack` seconds and back within the last `release` seconds, as half cosines."""
    envelope = np.ones(length)
    rise = _half_cosine(min(count(attack), length))
    fall = _half_cosine(min(count(release), length))
    envelope[: len(rise)] *= rise
    envelope[length - len(fall) :] *= fall[::-1]
    return envelope


def contour(length: int, *points: tuple[float, float]) -> Samples:
    """Straight lines through (position from 0 to 1, value)."""
    positions, values = zip(*points, strict=True)
    line: Samples = np.interp(np.linspace(0, 1, length), positions, values)
    return line


def steps(length: int, lasting: Sequence[tuple[float, float]], gliding: float) -> Samples:
    """Values held for so many seconds each, over and over, with a glide of `gliding` seconds between them."""
    seconds = np.array([each for each, _ in lasting])
    values = np.array([value for _, value in lasting])
    edges = np.cumsum(seconds)
    within = clock(length) % edges[-1]
    at = np.searchsorted(edges, within, side="right")
    since = within - (edges - seconds)[at]
    share = np.clip(since / gliding, 0, 1)
    held: Samples = values[at - 1] + (values[at] - values[at - 1]) * share
    return held


def wobble(length: int, hertz: float, depth: float, phase: float = 0.0) -> Samples:
    """1 plus or minus `depth`, `hertz` times a second: vibrato of a pitch, tremolo of a level."""
    return 1 + depth * np.sin(2 * np.pi * hertz * np.arange(length) / RATE + phase)


def _half_cosine(length: int) -> Samples:
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))
