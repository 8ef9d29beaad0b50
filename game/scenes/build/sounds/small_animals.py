"""Small animals: a frog, a cricket, a bee."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, decay, swell, wobble
from game.scenes.build.sounds.noise import noise_band, unit, wander
from game.scenes.build.sounds.oscillators import partials, pulses
from game.scenes.build.sounds.resonators import Formant, Mode, formants, struck
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, laid

WINGS = (Formant(420, 250, 1.0), Formant(900, 500, 0.8), Formant(2600, 1500, 0.7), Formant(5500, 3000, 0.6))


def frog(random: Generator, seconds: float) -> Samples:
    """A tree frog: two-part croaks of some ten clicks each, 60 clicks a second, the second part higher."""
    pitch, clicks = random.uniform(900, 1250), random.uniform(45, 62)
    croaks = []
    for time in beats(random, seconds, random.uniform(0.55, 0.75), 0.15):
        for part, (delay, number) in enumerate(((0.0, 7), (0.17, 12))):
            ring = _click(random, pitch * (1 + 0.22 * part))
            for n in range(number):
                strength = np.sin(np.pi * (n + 1) / (number + 1)) ** 0.6
                croaks.append((time + delay + n / clicks, ring * strength * random.uniform(0.85, 1)))
    return laid(count(seconds), croaks)


def cricket(random: Generator, seconds: float) -> Samples:
    """A field cricket: chirps of four strokes of the wings near 4.7 kHz, two and a half chirps a second."""
    pitch, strokes = random.uniform(4200, 5200), random.uniform(26, 34)
    chirps = []
    for time in beats(random, seconds, random.uniform(0.32, 0.46), 0.06):
        for n, strength in enumerate((0.5, 0.8, 1.0, 1.0)):
            length = count(0.018)
            tone = partials(pitch * contour(length, (0, 1.02), (1, 0.97)), (1, 0.2, 0.1))
            chirps.append((time + n / strokes, strength * tone * swell(length, 0.006, 0.008)))
    return laid(count(seconds), chirps)


def bee(random: Generator, seconds: float) -> Samples:
    """A bee that circles: wings at 190 to 250 beats a second, pitch and level wandering as it turns."""
    length = count(seconds)
    wings = random.uniform(190, 250)
    pitch = wings * (1 + 0.1 * wander(random, length, 2.2) + 0.02 * wander(random, length, 15))
    buzz = formants(pulses(pitch), WINGS)
    buzz = unit(buzz)
    air = noise_band(random, length, 2500, 10_000) * (0.16 * np.abs(wander(random, length, 30)))
    near = 0.65 + 0.35 * wander(random, length, 1.8)
    return (buzz + air) * near * wobble(length, 9, 0.12)


def _click(random: Generator, pitch: float) -> Samples:
    length = count(0.03)
    body = [Mode(pitch, 1.0, 0.03), Mode(pitch * 2.02, 0.6, 0.022), Mode(pitch * 3.3, 0.35, 0.015)]
    return struck(length, body) + 0.35 * noise_band(random, length, 2000, 9000) * decay(length, 0.012)
