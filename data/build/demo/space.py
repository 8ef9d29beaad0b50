"""Where a sound is heard: rooms, distance, loudspeakers."""

import numpy as np
from scipy.signal import fftconvolve

from .sound import RATE, Sound, band, hiss, level, samples


def room(rng: np.random.Generator, sound: Sound, decay: float, wet: float, bright: float = 6000) -> Sound:
    """Add the echo of a room: noise that falls by 60 dB in `decay` seconds, darker than `bright` Hz.

    `wet` is the echo's level relative to the dry sound (0 to 1 and above). The result is longer by `decay`.
    """
    tail = hiss(rng, decay) * 10 ** (-3 * np.arange(samples(decay)) / samples(decay))
    tail[: samples(0.012)] *= np.linspace(0, 1, samples(0.012))
    tail = band(tail, 120, bright, order=1)
    tail /= np.sqrt(np.sum(tail**2))
    dry = np.pad(sound, (0, len(tail) - 1))
    return np.asarray(dry + wet * fftconvolve(sound, tail))


def away(rng: np.random.Generator, sound: Sound, metres: float, decay: float = 1.2) -> Sound:
    """A distant sound in the open: less treble, with an echo from the landscape."""
    dull = band(sound, 0, max(900.0, 15_000 / (1 + metres / 80)), order=1)
    return room(rng, dull, decay, min(1.0, metres / 250), bright=3500)


def loudspeaker(rng: np.random.Generator, sound: Sound, decay: float = 1.4, wet: float = 0.5) -> Sound:
    """A public announcement: the narrow band and slight overload of a horn speaker, a late echo, a hall."""
    driven = np.tanh(1.6 * level(band(sound, 380, 4200)) / 2.5) * 2.5
    echoed = np.pad(driven, (0, samples(0.3)))
    for delay, gain in ((0.083, 0.35), (0.19, 0.2)):
        start = round(delay * RATE)
        echoed[start : start + len(driven)] += gain * driven
    return room(rng, echoed, decay, wet, bright=4500)
