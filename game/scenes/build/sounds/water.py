"""Water: a tap, rain and a stream, from single drops and bubbles."""

import numpy as np
from numpy.random import Generator
from scipy.signal import oaconvolve

from game.scenes.build.sounds.envelopes import decay, swell
from game.scenes.build.sounds.noise import above, noise_band, unit, wander
from game.scenes.build.sounds.samples import RATE, Samples, clock, count
from game.scenes.build.sounds.timeline import drops, laid


def tap(random: Generator, seconds: float) -> Samples:
    """Water from a tap into a basin: a dense hiss, the basin's own tone, small bubbles all the time."""
    length = count(seconds)
    basin, hiss = random.uniform(450, 800), random.uniform(3500, 5500)
    jet = noise_band(random, length, hiss * 0.45, hiss * 2) + 0.8 * noise_band(
        random, length, basin, basin * 1.3
    )
    bubbles = _bubbles(random, seconds, 260, (0.0012, 0.003))
    return jet * (0.5 + 0.05 * wander(random, length, 25)) + 1.2 * unit(bubbles) * 0.4


def rain(random: Generator, seconds: float) -> Samples:
    """Rain on leaves and stone: some thousand small drops a second, and large ones that stand out."""
    length = count(seconds)
    small, large = random.uniform(900, 1500), random.uniform(12, 24)
    hiss = above(_splashes(random, seconds, small, 0.004), 1500)
    falling = noise_band(random, length, 3000, 14_000) * 0.25
    near = laid(length, ((time, _splat(random)) for time in drops(random, seconds, large)))
    return unit(hiss) * 0.5 + falling + near


def stream(random: Generator, seconds: float) -> Samples:
    """A brook: bubbles of 1 to 9 mm, each a tone by Minnaert's law that rises as it nears the surface."""
    length = count(seconds)
    largest, number = random.uniform(0.006, 0.009), random.uniform(160, 240)
    bubbles = _bubbles(random, seconds, number, (0.0008, largest))
    rush = noise_band(random, length, 300, 1800) + 0.9 * noise_band(random, length, 2500, 9000)
    return unit(bubbles) + rush * (0.13 + 0.04 * wander(random, length, 4))


def _bubbles(random: Generator, seconds: float, each_second: float, radii: tuple[float, float]) -> Samples:
    """Bubbles with radii (in metres) between two, the small ones the most frequent."""
    low, high = radii
    made = []
    for time in drops(random, seconds, each_second):
        radius = low * (high / low) ** (random.random() ** 1.6)
        made.append((time, _bubble(radius, random.random() ** 2, random.uniform(0, 0.4))))
    return laid(count(seconds), made)


def _bubble(radius: float, strength: float, rise: float) -> Samples:
    """One bubble: 3 divided by its radius is its pitch; damping after van den Doel (2005)."""
    damping = 0.13 / radius + 0.0072 * radius**-1.5
    times = clock(min(count(5 / damping), count(0.12)))
    turns = 3 / radius * times * (1 + rise * damping * times / 2)
    rung: Samples = strength * (radius / 0.003) * np.sin(2 * np.pi * turns) * np.exp(-damping * times)
    return rung


def _splashes(random: Generator, seconds: float, each_second: float, t60: float) -> Samples:
    """Drops too many to be told apart: random clicks, each smeared by the same short burst of noise."""
    clicks = np.zeros(count(seconds))
    at = (random.random(round(seconds * each_second)) * len(clicks)).astype(np.int64)
    np.add.at(clicks, at, random.exponential(1, len(at)) ** 1.5)
    burst = noise_band(random, count(0.02), 1500, 16_000) * decay(count(0.02), t60)
    spread: Samples = oaconvolve(clicks, burst)[: len(clicks)]
    return spread


def _splat(random: Generator) -> Samples:
    """A large drop on a leaf or a sill: a dull click with a pitch of its own."""
    length = count(0.03)
    pitch = random.uniform(900, 4500)
    tone = np.sin(2 * np.pi * pitch * np.arange(length) / RATE) * decay(length, random.uniform(0.008, 0.02))
    click = noise_band(random, length, 2000, 14_000) * decay(length, 0.006)
    return random.uniform(0.5, 3) * (0.6 * tone + click) * swell(length, 0.0004, 0.005)
