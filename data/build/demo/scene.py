"""A clip being mixed: layers of sound, each in the category a listener would name."""

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from .sound import RATE, Sound, band, frames, level, place, samples, silence, swell

Kind = Literal["speech", "animal", "music", "nature", "things"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LOUDNESS = -20.0  # dB, as ITU-R BS.1770 weighs it, roughly
CEILING = 10 ** (-2.5 / 20)  # MP3 coding overshoots by up to a decibel or so
AUDIBLE = 10 ** (-26 / 20)  # a category below this share of the mix in a frame is inaudible


@dataclass
class Scene:
    """The sounds of one clip, kept apart by category until they are mixed."""

    seconds: float
    rng: np.random.Generator
    stems: dict[Kind, Sound] = field(default_factory=dict)

    def add(self, kind: Kind, sound: Sound, at: float = 0.0, db: float = 0.0) -> None:
        """Add a sound at `at` seconds; `db` is its level relative to a close voice at 0 dB."""
        stem = self.stems.setdefault(kind, silence(self.seconds))
        place(stem, level(sound), at, 10 ** (db / 20))

    def mix(self) -> Sound:
        """The mix, at the same loudness as every clip, faded at both ends, never above the ceiling."""
        total = band(np.sum(list(self.stems.values()), axis=0), 45, RATE / 2)
        total *= swell(self.seconds, 0.4, 0.9)
        for _ in range(4):  # limiting lowers the loudness, so raise it and limit again
            total = limit(total * 10 ** ((LOUDNESS - loudness(total)) / 20))
        return total

    def shares(self) -> dict[Kind, float]:
        """Share of the time (0 to 1) that each category is audible in the mix."""
        whole = frames(np.sum(list(self.stems.values()), axis=0))
        floor = AUDIBLE * np.maximum(whole, 0.25 * np.sqrt(np.mean(whole**2)))
        return {
            kind: float(np.mean(frames(self.stems[kind]) > floor)) if kind in self.stems else 0.0
            for kind in KINDS
        }


def loudness(sound: Sound) -> float:
    """Loudness in dB: mean square after a rough K-weighting (ITU-R BS.1770: rumble off, presence up)."""
    weighted = band(sound, 60, RATE / 2) + 0.58 * band(sound, 1700, RATE / 2)
    return float(10 * np.log10(np.mean(weighted**2)) - 0.7)


def limit(sound: Sound) -> Sound:
    """Turn peaks down before they reach the ceiling, smoothly over 10 ms."""
    gain = np.minimum(1.0, CEILING / np.maximum(np.abs(sound), 1e-9))
    width = samples(0.01)
    return np.asarray(sound * uniform_filter1d(minimum_filter1d(gain, 2 * width + 1), width))
