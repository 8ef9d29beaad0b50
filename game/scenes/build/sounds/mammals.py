"""Mammals: a dog, a cat, a cow, and a baby that cries."""

from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, swell, wobble
from game.scenes.build.sounds.noise import noise_band
from game.scenes.build.sounds.resonators import Formant
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.throats import call
from game.scenes.build.sounds.timeline import beats, laid


def dog(random: Generator, seconds: float) -> Samples:
    """A dog that barks: two or three barks of a sixth of a second, a pause, and again."""
    pitch, size = random.uniform(330, 560), random.uniform(0.9, 1.15)
    barks = [
        (time + n * random.uniform(0.3, 0.36), _bark(random, pitch * random.uniform(0.93, 1.07), size))
        for time in beats(random, seconds, random.uniform(1.1, 1.4), 0.12)
        for n in range(random.integers(2, 4))
    ]
    return laid(count(seconds), barks)


def cat(random: Generator, seconds: float) -> Samples:
    """A cat that mews: most of a second each, the mouth opening and closing, the pitch up and down."""
    pitch, size = random.uniform(480, 680), random.uniform(0.95, 1.15)
    mews = []
    for time in beats(random, seconds, random.uniform(1.15, 1.45), 0.15):
        length = count(random.uniform(0.65, 0.95))
        bend = contour(length, (0, 0.8), (0.25, 1.15), (0.6, 1.1), (1, 0.75)) * random.uniform(0.95, 1.05)
        opening = contour(length, (0, 0), (0.3, 1), (0.6, 0.9), (1, 0.05))
        mouths = (_mouth(size, 450, 2300, 3600, 7000), _mouth(size, 1000, 1900, 3900, 7500))
        mew = call(random, pitch * bend, opening, mouths, roughness=0.04, breath=0.12)
        mews.append((time, mew * swell(length, 0.08, 0.25)))
    return laid(count(seconds), mews)


def cow(random: Generator, seconds: float) -> Samples:
    """A cow that moos: a second and a half each, low, the mouth opening half-way, a rasp at the end."""
    pitch, size = random.uniform(95, 135), random.uniform(0.9, 1.1)
    moos = []
    for time in beats(random, seconds, random.uniform(2.0, 2.4), 0.1):
        length = count(random.uniform(1.4, 1.8))
        bend = contour(length, (0, 0.85), (0.3, 1.05), (0.75, 1.2), (1, 0.9))
        opening = contour(length, (0, 0), (0.35, 0.1), (0.6, 1), (0.9, 0.7), (1, 0.2))
        mouths = (_mouth(size, 240, 600, 1700, 4200), _mouth(size, 560, 950, 2300, 4800))
        moo = call(random, pitch * bend, opening, mouths, roughness=0.07, breath=0.1)
        moos.append((time, moo * swell(length, 0.18, 0.35)))
    return laid(count(seconds), moos)


def baby(random: Generator, seconds: float) -> Samples:
    """A baby that cries: about a second of a shaking wail at 400 to 550 Hz, then a gasp for air."""
    pitch, size = random.uniform(400, 500), random.uniform(0.95, 1.05)
    cries = []
    time = 0.03
    while time < seconds:
        length = count(random.uniform(0.7, 1.1))
        bend = contour(length, (0, 0.85), (0.15, 1.12), (0.55, 1.05), (1, 0.8)) * wobble(length, 6.5, 0.025)
        opening = contour(length, (0, 0.3), (0.15, 1), (0.8, 0.9), (1, 0.3))
        mouths = (_mouth(size, 700, 1500, 3700, 7200), _mouth(size, 1150, 1900, 3900, 7800))
        cry = call(random, pitch * bend, opening, mouths, roughness=0.16, breath=0.08)
        cries.append((time, cry * swell(length, 0.05, 0.12)))
        time += length / 48_000 + 0.06
        gasp = count(0.16)
        cries.append((time, 0.12 * noise_band(random, gasp, 1500, 7000) * swell(gasp, 0.08, 0.05)))
        time += 0.22
    return laid(count(seconds), cries)


def _bark(random: Generator, pitch: float, size: float) -> Samples:
    length = count(random.uniform(0.14, 0.19))
    bend = contour(length, (0, 0.75), (0.25, 1.2), (1, 0.6))
    opening = contour(length, (0, 0), (0.25, 1), (0.6, 0.9), (1, 0))
    mouths = (_mouth(size, 450, 1100, 2500, 5200), _mouth(size, 850, 1500, 2900, 6000))
    return call(random, pitch * bend, opening, mouths, roughness=0.55, breath=0.3) * swell(
        length, 0.012, 0.09
    )


def _mouth(size: float, first: float, second: float, third: float, highest: float) -> tuple[Formant, ...]:
    """Four resonances, higher by `size` for a smaller animal."""
    return (
        Formant(first * size, 0.18 * first * size, 1.0),
        Formant(second * size, 0.16 * second * size, 0.9),
        Formant(third * size, 0.2 * third * size, 0.8),
        Formant(highest * size, 0.4 * highest * size, 0.7),
    )
