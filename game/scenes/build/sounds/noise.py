"""Noise: white, in a band, and slow enough to move a level or a pitch."""

import numpy as np
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from game.scenes.build.sounds.samples import RATE, Samples, clock


def white(random: Generator, length: int) -> Samples:
    """Noise of the same power in every hertz, standard deviation 1."""
    return random.standard_normal(length)


def noise_band(random: Generator, length: int, low: float, high: float) -> Samples:
    """Noise between two frequencies, falling by 12 dB an octave beyond them, standard deviation 1."""
    return unit(band(white(random, length), low, high))


def unit(signal: Samples) -> Samples:
    """A signal with the standard deviation 1."""
    return signal / max(float(signal.std()), 1e-12)


def band(signal: Samples, low: float, high: float) -> Samples:
    """What a signal has between two frequencies, in hertz."""
    return _filtered(signal, "bandpass", (low, high))


def above(signal: Samples, low: float) -> Samples:
    """What a signal has above a frequency, in hertz."""
    return _filtered(signal, "highpass", (low,))


def below(signal: Samples, high: float) -> Samples:
    """What a signal has below a frequency, in hertz."""
    return _filtered(signal, "lowpass", (high,))


def wander(random: Generator, length: int, hertz: float) -> Samples:
    """A curve between -1 and 1 that takes a new direction about `hertz` times a second."""
    knots = random.uniform(-1, 1, int(length / RATE * hertz) + 3)
    at = clock(length) * hertz
    left = at.astype(np.int64)
    share = 0.5 - 0.5 * np.cos(np.pi * (at - left))
    return knots[left] * (1 - share) + knots[left + 1] * share


def _filtered(signal: Samples, kind: str, edges: tuple[float, ...]) -> Samples:
    sections = butter(2, edges if len(edges) > 1 else edges[0], kind, fs=RATE, output="sos")
    filtered: Samples = sosfilt(sections, signal)
    return filtered
