"""Things that strike others: footsteps, knocks on a door, a hammer, a drum."""

from numpy.random import Generator

from game.scenes.build.sounds.envelopes import decay, swell
from game.scenes.build.sounds.noise import above, noise_band, white
from game.scenes.build.sounds.resonators import Mode, struck
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, drops, laid

MEMBRANE = (
    (1.0, 1.0, 1.0),
    (1.59, 0.7, 0.7),
    (2.14, 0.5, 0.55),
    (2.3, 0.4, 0.5),
    (2.65, 0.35, 0.4),
    (3.5, 0.2, 0.3),
)
"""A drum's skin: ratio to the lowest tone (zeros of Bessel functions), strength, share of the decay."""
DOOR = (
    (1.0, 1.0, 1.0),
    (1.7, 0.8, 0.8),
    (2.6, 0.7, 0.6),
    (3.9, 0.6, 0.5),
    (5.8, 0.4, 0.35),
    (9.0, 0.3, 0.25),
)
NAIL = ((1.0, 1.0, 1.0), (1.51, 0.7, 0.8), (2.76, 0.8, 0.7), (4.1, 0.5, 0.5), (5.4, 0.6, 0.4))


def footsteps(random: Generator, seconds: float) -> Samples:
    """Somebody walks on gravel: heel, then toe, 1.7 to 2.1 steps a second, each of many small stones."""
    stones, gravel = random.uniform(280, 480), [_stone(random) for _ in range(60)]
    steps = [
        (time, _footstep(random, stones, gravel))
        for time in beats(random, seconds, random.uniform(0.47, 0.58), 0.04)
    ]
    return laid(count(seconds), steps)


def door_knock(random: Generator, seconds: float) -> Samples:
    """Knuckles on a wooden door: three to five knocks, five a second, a pause, and again."""
    panel, t60 = random.uniform(130, 210), random.uniform(0.1, 0.16)
    number, pace = random.integers(3, 6), random.uniform(0.17, 0.22)
    modes = [Mode(panel * ratio, strength, t60 * share) for ratio, strength, share in DOOR]
    knocks = [
        (time + n * pace * random.uniform(0.96, 1.04), _knock(random, modes) * random.uniform(0.8, 1))
        for time in beats(random, seconds, number * pace + random.uniform(0.5, 0.7), 0.05)
        for n in range(number)
    ]
    return laid(count(seconds), knocks)


def hammer(random: Generator, seconds: float) -> Samples:
    """A hammer on a nail: two and a half blows a second, the nail ringing higher as it goes in."""
    nail, every = random.uniform(1500, 2100), random.uniform(0.36, 0.5)
    blows = []
    for n, time in enumerate(beats(random, seconds, every, 0.05)):
        shortened = 1 + 0.035 * (n % 8)
        modes = [Mode(nail * ratio * shortened, strength, 0.22 * share) for ratio, strength, share in NAIL]
        length = count(0.35)
        wood = struck(length, [Mode(240, 1.2, 0.07), Mode(410, 0.8, 0.05)])
        crack = 1.6 * noise_band(random, length, 1200, 12_000) * decay(length, 0.012)
        blows.append((time, (struck(length, modes) * 0.8 + wood + crack) * random.uniform(0.8, 1)))
    return laid(count(seconds), blows)


def drum(random: Generator, seconds: float) -> Samples:
    """A snare drum with a march on it: strong and weak strokes, and a short roll at the end of each bar."""
    pitch, beat = random.uniform(170, 230), random.uniform(0.4, 0.5)
    march = [(0.0, 1.0), (0.5, 0.4), (1.0, 0.8), (1.5, 0.4), (1.75, 0.5), (2.0, 1.0), (2.5, 0.4)]
    march += [(3 + n / 6, 0.3 + 0.1 * n) for n in range(6)]
    strokes = [
        (bar + at * beat, _stroke(random, pitch) * strength * random.uniform(0.9, 1.1))
        for bar in beats(random, seconds, 4 * beat, 0.0)
        for at, strength in march
    ]
    return laid(count(seconds), strokes)


def _footstep(random: Generator, stones: float, gravel: list[Samples]) -> Samples:
    length = count(0.36)
    heel = [(time, 1.0) for time in drops(random, 0.12, stones * 1.3)]
    toe = [(time + 0.13, 0.8) for time in drops(random, 0.16, stones)]
    crunch = laid(
        length,
        (
            (time, gravel[random.integers(len(gravel))] * share * random.exponential(0.6))
            for time, share in heel + toe
        ),
    )
    thud = struck(length, [Mode(85, 2.0, 0.09), Mode(160, 1.2, 0.06)])
    return (crunch + thud) * swell(length, 0.004, 0.08)


def _stone(random: Generator) -> Samples:
    length = count(0.006)
    low = random.uniform(1200, 5000)
    return noise_band(random, length, low, low * 2.5) * decay(length, 0.005)


def _knock(random: Generator, modes: list[Mode]) -> Samples:
    length = count(0.25)
    knuckle = noise_band(random, length, 500, 9000) * decay(length, 0.012)
    return struck(length, modes) + 1.2 * knuckle


def _stroke(random: Generator, pitch: float) -> Samples:
    length = count(0.3)
    skin = struck(length, [Mode(pitch * ratio, gain, 0.2 * share) for ratio, gain, share in MEMBRANE])
    wires = noise_band(random, length, 1800, 12_000) * decay(length, 0.19)
    stick = above(white(random, length), 2500) * decay(length, 0.006)
    return skin + 0.9 * wires + stick
