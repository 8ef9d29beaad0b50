"""Bells: a church bell, a bicycle's bell, an old telephone, and an alarm clock that beeps."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import decay, swell
from game.scenes.build.sounds.noise import above, white
from game.scenes.build.sounds.oscillators import partials
from game.scenes.build.sounds.resonators import Mode, struck
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, laid

CHURCH_BELL = (
    *((0.5, 0.5, 9.0), (1.0, 0.8, 6.0), (1.2, 0.9, 5.0), (1.5, 0.4, 3.0), (2.0, 1.0, 3.5), (2.5, 0.5, 2.0)),
    *((2.66, 0.45, 1.8), (3.01, 0.6, 1.7), (4.17, 0.7, 1.4), (5.43, 0.65, 1.2), (6.79, 0.6, 1.0)),
    *((8.21, 0.6, 0.9), (9.7, 0.55, 0.8), (11.3, 0.5, 0.7), (13.0, 0.45, 0.6), (15.2, 0.4, 0.5)),
)
"""Hum, prime, minor third, fifth, nominal and what lies above: ratio to the prime, strength, decay."""
SMALL_BELL = ((1.0, 1.0, 1.0), (1.005, 0.5, 0.9), (2.42, 0.7, 0.55), (4.33, 0.5, 0.35), (6.61, 0.35, 0.2))
"""A cup of steel, struck at the rim: ratio to the lowest, strength, decay as a share of the lowest's."""


def bell(random: Generator, seconds: float) -> Samples:
    """A church bell that is rung: a stroke every one and a half to two seconds."""
    prime = random.uniform(330, 620)
    modes = [
        Mode(prime * ratio * random.uniform(0.995, 1.005), gain, t60) for ratio, gain, t60 in CHURCH_BELL
    ]
    every = random.uniform(1.3, 1.9)
    stroke = struck(count(min(seconds, 5)), modes) + _clapper(random, count(min(seconds, 5)), 2.5)
    return laid(
        count(seconds),
        ((time, stroke * random.uniform(0.8, 1)) for time in beats(random, seconds, every, 0.02)),
    )


def bicycle_bell(random: Generator, seconds: float) -> Samples:
    """Two quick rings of a bicycle's bell, whose hammers turn about 25 times a second, again and again."""
    modes = _cup(random.uniform(2300, 3200), random.uniform(0.9, 1.4))
    hits, every = random.uniform(22, 30), random.uniform(1.5, 2.0)
    tap = struck(count(0.8), modes) + _clapper(random, count(0.8), 0.5)
    rings = [
        (time + push + n / hits, tap * strength)
        for time in beats(random, seconds, every)
        for push in (0.0, 0.42)
        for n, strength in enumerate(
            np.array([0.5, 0.9, 1.0, 0.9, 0.7, 0.5, 0.3]) * random.uniform(0.8, 1, 7)
        )
    ]
    return laid(count(seconds), rings)


def telephone(random: Generator, seconds: float) -> Samples:
    """An old telephone: a hammer between two gongs, 25 times a second, for a second, then a shorter pause."""
    low = random.uniform(900, 1300)
    gongs = [
        struck(count(0.5), _cup(pitch, 1.1)) + _clapper(random, count(0.5), 0.6)
        for pitch in (low, low * random.uniform(1.18, 1.3))
    ]
    hits, ringing, pause = random.uniform(21, 27), random.uniform(0.8, 1.1), random.uniform(0.5, 0.7)
    events = [
        (time + n / hits, gongs[n % 2] * random.uniform(0.7, 1))
        for time in beats(random, seconds, ringing + pause, 0.0)
        for n in range(round(ringing * hits))
    ]
    return laid(count(seconds), events)


def alarm_clock(random: Generator, seconds: float) -> Samples:
    """A clock's buzzer: groups of four beeps of a square wave near 2 kHz, as piezo discs give."""
    pitch, beep = random.uniform(1900, 2300), random.uniform(0.055, 0.09)
    tone = partials(np.full(count(beep), pitch), (1, 0.15, 0.7, 0.1, 0.5, 0.08, 0.35, 0, 0.25))
    group = [(n * beep * 1.9, tone * swell(len(tone), 0.003, 0.006)) for n in range(4)]
    every = beep * 1.9 * 4 + random.uniform(0.2, 0.4)
    return laid(
        count(seconds),
        ((start + at, beeped) for start in beats(random, seconds, every, 0.0) for at, beeped in group),
    )


def _cup(lowest: float, t60: float) -> list[Mode]:
    return [Mode(lowest * ratio, strength, t60 * share) for ratio, strength, share in SMALL_BELL]


def _clapper(random: Generator, length: int, strength: float) -> Samples:
    """The blow itself, before the ringing: a few milliseconds of noise."""
    return strength * above(white(random, length), 1500) * decay(length, 0.012)
