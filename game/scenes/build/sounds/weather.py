"""Weather and fire: thunder, wind, a fire that crackles."""

import numpy as np
from numpy.random import Generator
from scipy.signal import oaconvolve

from game.scenes.build.sounds.envelopes import decay, swell
from game.scenes.build.sounds.noise import below, noise_band, unit, wander, white
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.timeline import beats, drops, laid


def thunder(random: Generator, seconds: float) -> Samples:
    """Thunder from near by: a crack of many claps, then the rumble, then the next."""
    every = random.uniform(2.6, 3.4)
    claps = [(time, _thunderclap(random)) for time in beats(random, seconds, every, 0.15)]
    return laid(count(seconds), claps)


def wind(random: Generator, seconds: float) -> Samples:
    """Gusts that howl around an edge: noise in narrow bands whose pitch and level follow the wind's speed."""
    length = count(seconds)
    low = random.uniform(330, 520)
    speed = 0.5 + 0.5 * wander(random, length, random.uniform(1.1, 1.6))
    howls = np.zeros(length)
    for ratio, strength in ((1, 1.0), (1.6, 0.6), (2.7, 0.3)):
        howls += strength * _howl(random, low * ratio * (0.75 + 0.7 * speed), 30 * ratio)
    hiss = noise_band(random, length, 2500, 10_000) * 0.24 + noise_band(random, length, 80, 500) * 0.5
    return (unit(howls) + hiss) * (0.3 + speed**1.5)


def fire(random: Generator, seconds: float) -> Samples:
    """A wood fire: its low roar, a soft hiss, and crackles, now and then many at once."""
    length = count(seconds)
    crackles = [(time, _crackle(random)) for time in drops(random, seconds, random.uniform(18, 30))]
    for time in drops(random, seconds, 1.6):
        crackles += [(time + random.exponential(0.03), _crackle(random)) for _ in range(8)]
    roar = noise_band(random, length, 60, 350) * (0.05 + 0.025 * wander(random, length, 7))
    return laid(length, crackles) + roar + 0.02 * noise_band(random, length, 2000, 9000)


def _thunderclap(random: Generator) -> Samples:
    length = count(3.4)
    shocks = np.zeros(length)
    crack = random.exponential(0.07, 60)
    rolling = random.uniform(0.1, 3.0, 90)
    times = np.concatenate([[0.0], crack, rolling])
    strengths = np.concatenate([[3.0], random.exponential(0.9, 60), random.exponential(0.7, 90)])
    np.add.at(
        shocks, np.minimum((times * 48_000).astype(np.int64), length - 1), strengths * np.exp(-times / 1.5)
    )
    near = oaconvolve(shocks, noise_band(random, count(0.05), 150, 5000) * decay(count(0.05), 0.03))[:length]
    crackling = near * np.exp(-np.arange(length) / count(0.5))
    rumble = below(oaconvolve(shocks, white(random, count(0.3)) * decay(count(0.3), 0.25))[:length], 260)
    clap: Samples = unit(crackling) + 2.4 * unit(rumble)
    return clap * swell(length, 0.0005, 1.2)


def _howl(random: Generator, pitch: Samples, width: float) -> Samples:
    """A narrow band of noise around a pitch that moves: slow noise on a carrier and on its quarter turn."""
    turns = 2 * np.pi * np.cumsum(pitch / 48_000)
    one, other = (below(white(random, len(pitch)), width) for _ in range(2))
    howl: Samples = one * np.sin(turns) + other * np.cos(turns)
    return howl


def _crackle(random: Generator) -> Samples:
    length = count(0.02)
    low = random.uniform(900, 5000)
    burst = noise_band(random, length, low, min(low * 4, 18_000)) * decay(
        length, random.uniform(0.003, 0.015)
    )
    return burst * random.exponential(0.5)
