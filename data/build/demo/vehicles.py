"""Trams, trains, engines, horns, doors and feet."""

import numpy as np

from .bells import COW, strike
from .creatures import throat
from .sound import (
    RATE,
    Points,
    Sound,
    band,
    curve,
    fade,
    hiss,
    place,
    resonate,
    samples,
    series,
    silence,
    swell,
    tone,
    wander,
)


def rails(rng: np.random.Generator, seconds: float, every: float = 0.9, bogie: float = 0.16) -> Sound:
    """Wheels over rail joints: a knock for each axle, two and two, over a low roll."""
    out = 0.25 * band(hiss(rng, seconds), 40, 500, order=1)
    for at in np.arange(0.1, seconds, every):
        for offset in (0, bogie):
            knock = band(hiss(rng, 0.09), 90, 900) * fade(0.09, 0.018)
            place(out, knock, at + offset + rng.normal(0, 0.006), rng.uniform(0.7, 1))
    return out


def motor(rng: np.random.Generator, points: Points, seconds: float) -> Sound:
    """An electric motor: gears that sing at (seconds, Hz)."""
    hum = tone(curve(points, seconds), (1, 0.6, 0.35, 0.3, 0.12, 0.15))
    return hum * swell(seconds, 0.3, 0.3) + 0.3 * band(hiss(rng, seconds), 80, 700)


def squeal(rng: np.random.Generator, seconds: float, hz: float = 2400) -> Sound:
    """Steel on steel in a curve: a few shaking tones."""
    out = silence(seconds)
    for ratio in (1, 1.31, 1.87):
        wobble = hz * ratio * wander(rng, seconds, 9, 0.985, 1.015)
        out += tone(wobble, (1, 0.35)) * wander(rng, seconds, 5, 0, 1) ** 2
    return out * swell(seconds, 0.4, 0.5)


def arriving(rng: np.random.Generator, seconds: float) -> Sound:
    """A train that comes in and stops: roar, brakes, the sigh of air."""
    roar = band(hiss(rng, seconds), 50, 900, order=1) * curve(
        [(0, 0.1), (seconds * 0.6, 1), (seconds, 0.05)], seconds
    )
    brake = squeal(rng, seconds * 0.35, 3100)
    sigh = band(hiss(rng, 0.7), 1500, 9000) * fade(0.7, 0.15)
    return series([(0, roar), (seconds * 0.55, 0.12 * brake), (seconds * 0.95, 0.35 * sigh)])


def doors(rng: np.random.Generator) -> Sound:
    """Sliding doors: air, a rumble of rollers, a thud."""
    air = band(hiss(rng, 0.5), 1200, 8000) * fade(0.5, 0.12)
    roll = band(hiss(rng, 0.9), 120, 700) * swell(0.9, 0.2, 0.2)
    thud = band(hiss(rng, 0.2), 50, 300) * fade(0.2, 0.03)
    return series([(0, 0.6 * air), (0.25, roll), (1.1, 3 * thud)])


def tram_bell(rng: np.random.Generator, hz: float = 1150, strokes: int = 2) -> Sound:
    """A driver's foot gong."""
    return series([(0.19 * n, strike(rng, hz, 0.8, 0.13, COW, 0.4)) for n in range(strokes)])


def horn(hz: float, seconds: float, thick: float = 1.26) -> Sound:
    """A car's two-tone horn."""
    flat = np.full(samples(seconds), hz)
    harmonics = (1, 0.8, 0.9, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15)
    return (tone(flat, harmonics) + tone(flat * thick, harmonics)) * swell(seconds, 0.02, 0.03)


def ship_horn(seconds: float = 2.2, hz: float = 118) -> Sound:
    """A ferry's deep horn."""
    flat = np.full(samples(seconds), hz)
    reeds = tone(flat, (1, 0.9, 0.7, 0.5, 0.45, 0.3, 0.2)) + tone(flat * 1.5, (0.6, 0.4, 0.3, 0.2))
    return reeds * swell(seconds, 0.15, 0.4)


def train_horn(seconds: float = 1.6) -> Sound:
    """A diesel locomotive's chord."""
    chord = (277, 330, 415)
    return np.asarray(
        sum(tone(np.full(samples(seconds), hz), (1, 0.8, 0.7, 0.5, 0.3)) for hz in chord)
    ) * swell(seconds, 0.1, 0.2)


def engine(rng: np.random.Generator, points: Points, seconds: float, body: float = 180) -> Sound:
    """A small engine that fires at (seconds, Hz)."""
    return throat(rng, points, seconds, ((body, 120), (body * 2.7, 300), (body * 7, 900)), 0.35, 0.3)


def motorbikes(rng: np.random.Generator, seconds: float, number: int = 9) -> Sound:
    """A street of scooters, each going by with its pitch falling."""
    out = silence(seconds)
    for _ in range(number):
        long, hz = rng.uniform(2.5, 4.5), rng.uniform(70, 130)
        bike = engine(
            rng,
            [(0, hz * 1.07), (long * 0.45, hz * 1.05), (long * 0.55, hz * 0.94), (long, hz * 0.9)],
            long,
            rng.uniform(150, 300),
        )
        at = np.arange(len(bike)) / RATE
        place(
            out,
            bike / (0.15 + ((at - long / 2) / long * 3) ** 2),
            rng.uniform(-1.5, seconds - 2),
            rng.uniform(0.4, 1),
        )
    return out


def diesel(rng: np.random.Generator, seconds: float, hz: float = 24) -> Sound:
    """A big slow engine idling, felt more than heard."""
    at = np.arange(samples(seconds)) / RATE
    knock: Sound = np.maximum(0, np.sin(2 * np.pi * hz * at)) ** 6
    return (
        band(hiss(rng, seconds), 50, 350) * (0.3 + knock) + 0.15 * band(hiss(rng, seconds), 700, 2500) * knock
    )


def footsteps(rng: np.random.Generator, seconds: float, every: float = 0.55, gravel: bool = False) -> Sound:
    """Somebody walks by: heel and sole."""
    out = silence(seconds)
    low, high = (900, 7000) if gravel else (120, 2600)
    for at in np.arange(rng.uniform(0, every), seconds, every):
        heel = band(hiss(rng, 0.05), low, high) * fade(0.05, 0.01)
        sole = band(hiss(rng, 0.09), low * 2, high * 1.5) * swell(0.09, 0.03, 0.05)
        place(out, series([(0, heel), (0.07, 0.5 * sole)]), at + rng.normal(0, 0.02), rng.uniform(0.6, 1))
    return out


def hooves(rng: np.random.Generator, seconds: float, every: float = 0.62) -> Sound:
    """A horse trots over turf, two beats and two."""
    out = silence(seconds)
    for at in np.arange(0.1, seconds, every):
        for offset, loud in ((0, 1), (0.11, 0.6), (0.31, 0.9), (0.42, 0.55)):
            thud = resonate(hiss(rng, 0.12), rng.uniform(95, 130), 60) * fade(0.12, 0.02)
            place(out, thud + 0.02 * band(hiss(rng, 0.12), 600, 2500) * fade(0.12, 0.01), at + offset, loud)
    return out


def wooden_boat(rng: np.random.Generator, seconds: float) -> Sound:
    """Hull and ropes that creak."""
    out = silence(seconds)
    for at in rng.uniform(0, seconds - 0.8, int(seconds / 2.5)):
        long = rng.uniform(0.4, 0.8)
        place(
            out,
            throat(rng, [(0, 60), (long, 95)], long, ((700, 120), (1400, 200)), 0.05, 0.7),
            at,
            rng.uniform(0.4, 1),
        )
    return out


def steam_whistle(rng: np.random.Generator, seconds: float = 4.0) -> Sound:
    """The whistle of a sweet potato seller's oven: it shrieks, then sinks as the steam runs out."""
    hz = curve([(0, 900), (0.25, 1720), (seconds * 0.5, 1690), (seconds, 820)], seconds)
    loud = curve([(0, 0), (0.2, 1), (seconds * 0.6, 0.8), (seconds, 0)], seconds)
    return (tone(hz, (1, 0.3, 0.12)) + 0.15 * band(hiss(rng, seconds), 1200, 5000)) * loud
