"""Oscillators: tones whose pitch moves."""

from collections.abc import Sequence

import numpy as np

from game.scenes.build.sounds.samples import RATE, Samples


def sine(pitch: Samples) -> Samples:
    """A pure tone of the pitch given for each sample, in hertz."""
    return np.sin(2 * np.pi * _turns(pitch))


def partials(pitch: Samples, strengths: Sequence[float]) -> Samples:
    """A tone with harmonics of these strengths, the fundamental first; none of them above 20 kHz."""
    turns = _turns(pitch)
    highest = float(pitch.max())
    heard = [(n, strength) for n, strength in enumerate(strengths, 1) if n * highest < 20_000]
    tone = np.zeros(len(pitch))
    for n, strength in heard:
        tone += strength * np.sin(2 * np.pi * n * turns)
    return tone


def sawtooth(pitch: Samples, start: float = 0.0) -> Samples:
    """A tone with all harmonics, each as strong as the fundamental divided by its number.

    It starts at a share of its period, `start`.
    """
    step = pitch / RATE
    position = (_turns(pitch) + start) % 1
    return 2 * position - 1 - _corner(position, step)


def pulses(pitch: Samples, start: float = 0.0) -> Samples:
    """A click in each period, all harmonics of the same strength; it starts at a share of its period."""
    tone = sawtooth(pitch, start)
    return -np.diff(tone, prepend=tone[0])


def _turns(pitch: Samples) -> Samples:
    return np.cumsum(pitch / RATE)


def _corner(position: Samples, step: Samples) -> Samples:
    """What takes the aliases off a sawtooth's jump (a polynomial band-limited step)."""
    after, before = position / step, (position - 1) / step
    rounded = np.where(after < 1, 2 * after - after**2 - 1, 0.0)
    return np.where(before > -1, before**2 + 2 * before + 1, rounded)
