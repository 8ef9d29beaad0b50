"""Mechanisms and tools: a typewriter, a clock, a saw."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, decay, swell
from game.scenes.build.sounds.noise import above, noise_band, wander, white
from game.scenes.build.sounds.oscillators import pulses
from game.scenes.build.sounds.resonators import Mode, struck
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, laid


def typewriter(random: Generator, seconds: float) -> Samples:
    """A typewriter: keys, seven a second, the space bar between words; then the bell and the carriage."""
    line = random.uniform(2.2, 3.0)
    frame = random.uniform(600, 900)
    events = []
    for time in beats(random, seconds, line + 0.75, 0.0):
        events += [(time + at, _key(random, frame)) for at in _strokes(random, line)]
        events.append((time + line, 0.4 * struck(count(1), [Mode(2950, 1, 0.6), Mode(6900, 0.5, 0.3)])))
        events.append((time + line + 0.12, _carriage(random)))
    return laid(count(seconds), events)


def clock(random: Generator, seconds: float) -> Samples:
    """A wall clock: tick and tock by turns, two to the second or a little slower, in a wooden case."""
    case, every = random.uniform(380, 600), random.uniform(0.4, 0.55)
    ticks = [
        (time, _tick(random, case * (1.0 if n % 2 else 1.25), 1.0 if n % 2 else 1.15))
        for n, time in enumerate(beats(random, seconds, every, 0.005))
    ]
    return laid(count(seconds), ticks)


def saw(random: Generator, seconds: float) -> Samples:
    """A hand saw in wood: push and pull, two strokes a second, teeth faster in the middle of each stroke."""
    teeth, body = random.uniform(120, 180), random.uniform(1300, 1900)
    strokes = []
    for n, time in enumerate(beats(random, seconds, random.uniform(0.38, 0.5), 0.06)):
        length = count(random.uniform(0.3, 0.36))
        speed = contour(length, (0, 0.35), (0.5, 1), (1, 0.4)) * (1.0 if n % 2 else 0.8)
        bite = np.abs(pulses(teeth * speed))
        bite /= bite.max()
        rasp = noise_band(random, length, body, body * 5) * (0.35 + 1.2 * bite)
        blade = noise_band(random, length, body * 2.2, body * 2.6) * (1 + 0.3 * wander(random, length, 20))
        strokes.append((time, (rasp + 0.5 * blade) * speed * swell(length, 0.05, 0.09)))
    return laid(count(seconds), strokes)


def _strokes(random: Generator, lasting: float) -> list[float]:
    """Times of the keys on one line: words of two to seven letters."""
    times, at = [], 0.0
    while at < lasting - 0.1:
        for _ in range(random.integers(2, 8)):
            times.append(at)
            at += random.uniform(0.1, 0.17)
        at += random.uniform(0.04, 0.12)
    return [time for time in times if time < lasting - 0.1]


def _key(random: Generator, frame: float) -> Samples:
    """A type bar against paper and platen, and 60 ms later the key that comes back."""
    length = count(0.15)
    body = [
        Mode(frame * random.uniform(0.97, 1.03), 0.8, 0.04),
        Mode(frame * 2.7, 0.6, 0.03),
        Mode(frame * 5.1, 0.5, 0.02),
    ]
    hit = struck(length, body) + 1.3 * noise_band(random, length, 1800, 11_000) * decay(length, 0.014)
    back = 0.3 * above(white(random, count(0.05)), 2500) * decay(count(0.05), 0.01)
    return laid(length, [(0.0, hit), (0.06, back)]) * random.uniform(0.75, 1)


def _carriage(random: Generator) -> Samples:
    """The carriage pushed back: a ratchet for half a second, and the stop."""
    tooth = above(white(random, count(0.012)), 2500) * decay(count(0.012), 0.006)
    ratchet = [(n / 60, tooth * random.uniform(0.3, 0.5)) for n in range(26)]
    stop = struck(count(0.15), [Mode(310, 1, 0.08), Mode(880, 0.8, 0.05)])
    return laid(count(0.65), [*ratchet, (0.45, 1.2 * stop)])


def _tick(random: Generator, case: float, brightness: float) -> Samples:
    length = count(0.2)
    wood = struck(length, [Mode(case, 0.5, 0.12), Mode(case * 2.3, 0.5, 0.1), Mode(case * 4.1, 0.5, 0.08)])
    steel = struck(length, [Mode(3100 * brightness, 0.7, 0.06), Mode(5300 * brightness, 0.7, 0.05)])
    teeth = noise_band(random, count(0.03), 3000, 12_000) * decay(count(0.03), 0.008)
    return laid(length, [(0.0, wood + steel), (0.0, 1.2 * teeth), (0.018, 0.6 * teeth)])
