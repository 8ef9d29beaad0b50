"""Resonators: bodies that ring when struck, and tubes that colour what passes through them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter

from game.scenes.build.sounds.envelopes import decay
from game.scenes.build.sounds.samples import RATE, Samples, clock


class Mode(NamedTuple):
    """A way a body rings: its frequency in hertz, its strength, the seconds in which it loses 60 dB."""

    hertz: float
    strength: float
    t60: float


class Formant(NamedTuple):
    """One resonance of a tube: its frequency and bandwidth in hertz, and its strength at the peak."""

    hertz: float
    bandwidth: float
    strength: float


def struck(length: int, modes: Sequence[Mode]) -> Samples:
    """A body struck once: each of its modes as a sine that dies away."""
    times = clock(length)
    ringing = np.zeros(length)
    for mode in modes:
        if mode.hertz < RATE / 2:
            part = slice(0, min(length, int(1.5 * mode.t60 * RATE) + 1))
            tone = np.sin(2 * np.pi * mode.hertz * times[part])
            ringing[part] += mode.strength * tone * decay(len(tone), mode.t60)
    return ringing


def formants(signal: Samples, resonances: Sequence[Formant]) -> Samples:
    """A signal through resonances side by side, each with the given gain at its peak."""
    coloured = np.zeros(len(signal))
    for resonance in resonances:
        radius = np.exp(-np.pi * resonance.bandwidth / RATE)
        angle = 2 * np.pi * resonance.hertz / RATE
        gain = resonance.strength * (1 - radius) * np.sqrt(1 - 2 * radius * np.cos(2 * angle) + radius**2)
        coloured += lfilter([gain], [1, -2 * radius * np.cos(angle), radius**2], signal)
    return coloured
