"""Loudness: every sound as loud as every other, by the loudest moments of it."""

import numpy as np
from scipy.signal import sosfilt

from game.scenes.build.sounds.samples import Samples, count

# The two filters of ITU-R BS.1770-5 at 48 kHz: the head's own reflections, then less bass.
HEAD = (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585)
LESS_BASS = (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621)
MOMENT = 0.4
"""Seconds of a moment, as BS.1770 has it; moments overlap by three quarters."""
LOUDNESS = -33.0
"""LKFS that the loudest moments of every sound have."""
HIGHEST_PEAK = 0.98


def momentary(samples: Samples) -> Samples:
    """Loudness of each moment of 0.4 s, in LKFS (ITU-R BS.1770-5, one channel)."""
    weighted = sosfilt([HEAD, LESS_BASS], samples)
    window, hop = min(count(MOMENT), len(samples)), count(MOMENT / 4)
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(samples) - window + 1, hop)
    power = (energy[starts + window] - energy[starts]) / window
    levels: Samples = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return levels


def loudest(samples: Samples) -> float:
    """Loudness that a tenth of the moments pass, in LKFS: a bark's, and not its pauses'."""
    return float(np.quantile(momentary(samples), 0.9))


def levelled(samples: Samples) -> Samples:
    """A sound whose loudest moments have `LOUDNESS`; quieter where its peaks would pass `HIGHEST_PEAK`."""
    gain = 10 ** ((LOUDNESS - loudest(samples)) / 20)
    return samples * min(gain, HIGHEST_PEAK / float(np.abs(samples).max()))
