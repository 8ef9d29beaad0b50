"""Engines: a car that changes gears, a motorcycle that is revved, a helicopter."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, decay
from game.scenes.build.sounds.noise import band, below, noise_band, unit, wander
from game.scenes.build.sounds.oscillators import partials, pulses
from game.scenes.build.sounds.resonators import Formant, formants
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, laid

EXHAUST = (Formant(95, 60, 1.0), Formant(210, 90, 0.8), Formant(430, 150, 0.5), Formant(900, 400, 0.35))
MUFFLER_OF_A_MOTORCYCLE = (
    *(Formant(120, 60, 0.8), Formant(300, 120, 1.0), Formant(700, 300, 0.9), Formant(1500, 700, 0.8)),
    *(Formant(3200, 1500, 0.6), Formant(6500, 3000, 0.5)),
)


def car(random: Generator, seconds: float) -> Samples:
    """A car that drives on: four cylinders at 50 to 110 explosions a second, gears, and tyres on the road."""
    length = count(seconds)
    low, gear = random.uniform(48, 62), random.uniform(2.2, 3.0)
    climb = (np.arange(length) / count(gear)) % 1
    pitch = low * (1 + 0.95 * climb) * (1 + 0.01 * wander(random, length, 8))
    bursts = pulses(pitch)
    firing = formants(bursts + 0.3 * np.abs(bursts) * noise_band(random, length, 200, 5000), EXHAUST)
    firing = unit(firing)
    shifting = 1 - 0.5 * np.exp(-(((climb * gear) / 0.12) ** 2))
    road = noise_band(random, length, 500, 2200) + 0.5 * noise_band(random, length, 2500, 9000)
    return firing * shifting + road * (0.32 + 0.04 * wander(random, length, 3))


def motorcycle(random: Generator, seconds: float) -> Samples:
    """A motorcycle with two cylinders that fire unevenly, its throttle opened again and again."""
    length = count(seconds)
    idle = random.uniform(17, 24)
    revs = laid(
        length, ((time, _rev(random)) for time in beats(random, seconds, random.uniform(1.3, 1.8), 0.2))
    )
    pitch = idle * (1 + revs) * (1 + 0.02 * wander(random, length, 11))
    uneven = pulses(pitch) + 0.8 * pulses(pitch, 0.43)
    rasp = np.abs(uneven) * noise_band(random, length, 800, 12_000) * 1.6
    tone = unit(formants(uneven + rasp, MUFFLER_OF_A_MOTORCYCLE))
    driven: Samples = np.tanh(1.2 * tone)
    return driven * (0.45 + 0.3 * np.clip(revs, 0, 2))


def helicopter(random: Generator, seconds: float) -> Samples:
    """A helicopter near by: the slap of the blades 11 to 17 times a second, and the whine of its turbine."""
    length = count(seconds)
    slap = count(0.09)
    blow = noise_band(random, slap, 60, 5000) * decay(slap, 0.07) + 1.5 * _thump(random, slap)
    every = 1 / random.uniform(11, 17)
    slaps = laid(
        length,
        (
            (
                time,
                (blow + 0.35 * noise_band(random, slap, 700, 9000) * decay(slap, 0.06))
                * random.uniform(0.85, 1),
            )
            for time in beats(random, seconds, every, 0.01)
        ),
    )
    whine = random.uniform(2600, 3600) * (1 + 0.004 * wander(random, length, 2))
    turbine = 0.05 * partials(whine, (1, 0.5, 0.6, 0.2)) + 0.12 * noise_band(random, length, 2000, 12_000)
    return slaps + turbine


def _rev(random: Generator) -> Samples:
    """How the throttle's hand opens and closes: the share by which the engine turns faster."""
    length = count(random.uniform(0.9, 1.2))
    rise = contour(length, (0, 0), (0.28, 1), (0.4, 0.95), (1, 0))
    return random.uniform(1.6, 2.6) * rise**1.3


def _thump(random: Generator, length: int) -> Samples:
    return below(band(noise_band(random, length, 30, 400), 40, 300), 500) * decay(length, 0.12)
