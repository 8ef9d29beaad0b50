"""Signals that are meant to be heard: a siren, a car's horn, a whistle."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, steps, swell, wobble
from game.scenes.build.sounds.noise import noise_band, wander
from game.scenes.build.sounds.oscillators import partials, sawtooth
from game.scenes.build.sounds.resonators import Formant, formants
from game.scenes.build.sounds.samples import RATE, Samples, count
from game.scenes.build.sounds.timeline import beats, laid

SIREN_HORN = (
    Formant(900, 900, 0.6),
    Formant(2400, 1500, 1.0),
    Formant(5200, 3000, 1.6),
    Formant(9000, 5000, 1.6),
)


def siren(random: Generator, seconds: float) -> Samples:
    """A siren that wails, yelps, or changes between two notes, through a horn that distorts."""
    length, kind = count(seconds), random.integers(3)
    low = random.uniform(560, 700)
    if kind == 0:
        pitch = _wail(length, low, low * 2.3, random.uniform(1.6, 2.4))
    elif kind == 1:
        pitch = _wail(length, low, low * 2.3, random.uniform(0.3, 0.42))
    else:
        held = random.uniform(0.45, 0.65)
        pitch = steps(length, [(held, low * 1.2), (held, low * 1.2 * 4 / 3)], 0.015)
    driven = np.tanh(3 * sawtooth(pitch))
    return formants(driven, SIREN_HORN) + 0.02 * noise_band(random, length, 2000, 9000)


def car_horn(random: Generator, seconds: float) -> Samples:
    """A car's horn: two discs a third apart, with harmonics up to 10 kHz, pressed short and long."""
    low = random.uniform(370, 440)
    strengths = [1 / n**0.45 for n in range(1, 26)]
    presses = []
    time = 0.03
    while time < seconds:
        held = random.choice([0.18, 0.25, 0.6, 0.9])
        length = count(held + 0.05)
        bend = contour(length, (0, 0.985), (0.1, 1), (1, 1))
        tone = partials(low * bend, strengths) + partials(low * 1.26 * bend, strengths)
        presses.append((time, tone * swell(length, 0.012, 0.05)))
        time += held + random.uniform(0.12, 0.35)
    return laid(count(seconds), presses)


def whistle(random: Generator, seconds: float) -> Samples:
    """A referee's whistle: a tone near 2.5 kHz that a pea interrupts 25 to 40 times a second, and breath."""
    pitch, trill = random.uniform(2300, 3100), random.uniform(24, 38)
    blows = []
    for time in beats(random, seconds, random.uniform(0.85, 1.2), 0.25):
        length = count(random.choice([0.25, 0.4, 0.65]))
        uneven = wander(random, length, 12)
        pea = wobble(length, trill, 1.0) * 0.5
        pitches = (
            pitch * (1 + 0.035 * pea + 0.006 * uneven) * contour(length, (0, 0.93), (0.12, 1), (1, 0.98))
        )
        tone = partials(pitches, (1, 0.3, 0.22, 0.12, 0.1, 0.05)) * (0.3 + 0.7 * pea)
        breath = noise_band(random, length, pitch * 0.8, 11_000) * (0.1 + 0.12 * pea)
        blows.append((time, (tone + breath) * swell(length, 0.02, 0.05)))
    return laid(count(seconds), blows)


def _wail(length: int, low: float, high: float, period: float) -> Samples:
    """A pitch that rises and falls, in equal musical steps."""
    phase = (np.arange(length) / RATE / period) % 1
    share = np.where(phase < 0.5, np.sin(np.pi * phase) ** 2 * 2, np.sin(np.pi * (1 - phase)) ** 2 * 2)
    return low * (high / low) ** (share / share.max() if length else share)
