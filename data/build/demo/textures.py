"""Continuous sounds: sea, rain, wind, water, mud, the hum of a town."""

import numpy as np

from .sound import (
    RATE,
    Sound,
    band,
    curve,
    fade,
    hiss,
    place,
    resonate,
    samples,
    silence,
    swell,
    tone,
    wander,
)


def waves(rng: np.random.Generator, seconds: float, every: float = 6.0) -> Sound:
    """Surf: each wave gathers as a rumble, breaks bright, and draws back over the shore."""
    out = 0.12 * band(hiss(rng, seconds), 120, 900)
    at = -every * rng.uniform(0.3, 0.8)
    while at < seconds:
        length = every * rng.uniform(1.0, 1.4)
        lift = curve([(0, 0), (length * 0.35, 1), (length * 0.5, 0.7), (length, 0)], length)
        water = 0.9 * band(hiss(rng, length), 90, 700) * lift
        water += 0.8 * band(hiss(rng, length), 700, 7000, order=1) * lift**3
        place(out, water, at, rng.uniform(0.6, 1))
        at += every * rng.uniform(0.75, 1.25)
    return out


def lapping(rng: np.random.Generator, seconds: float) -> Sound:
    """Small water against wood or stone: slaps and gurgles."""
    out = 0.05 * band(hiss(rng, seconds), 200, 1500)
    for at in np.sort(rng.uniform(0, seconds, int(seconds * 2.2))):
        length = rng.uniform(0.15, 0.5)
        slap = band(hiss(rng, length), 250, rng.uniform(900, 2200)) * swell(
            length, length * 0.3, length * 0.6
        )
        place(out, slap, at, rng.uniform(0.2, 1))
    return out


def rain(rng: np.random.Generator, seconds: float, drops: float = 60) -> Sound:
    """Rain on leaves and roofs: a hiss, and this many single drops a second."""
    out = 0.35 * band(hiss(rng, seconds), 1500, 12_000, order=1) * wander(rng, seconds, 0.6, 0.7, 1.1)
    for at in rng.uniform(0, seconds, int(seconds * drops)):
        hz = rng.uniform(900, 5500)
        drop = tone(np.full(samples(0.03), hz)) * fade(0.03, 0.004) + band(hiss(rng, 0.03), hz, 9000) * fade(
            0.03, 0.003
        )
        place(out, drop, at, rng.exponential(0.5))
    return out


def thunder(rng: np.random.Generator, seconds: float = 5.0) -> Sound:
    """One roll of thunder, some kilometres off."""
    rolls = np.clip(wander(rng, seconds, 3.5, -0.3, 1), 0, 1)
    return band(hiss(rng, seconds), 35, 220) * rolls * swell(seconds, 0.25, seconds * 0.8)


def wind(rng: np.random.Generator, seconds: float, howl: float = 0.0) -> Sound:
    """Gusts; `howl` adds a tone that whistles round an edge."""
    gusts = wander(rng, seconds, 0.5, 0.25, 1)
    out = band(hiss(rng, seconds), 70, 380) * gusts + 0.5 * band(hiss(rng, seconds), 380, 1400) * gusts**2
    if howl:
        for hz in (430, 640, 870):
            out += howl * 12 * resonate(hiss(rng, seconds), hz, 25) * wander(rng, seconds, 0.7, 0, 1) * gusts
    return out


def stream(rng: np.random.Generator, seconds: float, bubbles: float = 45) -> Sound:
    """Running water: bubbles that rise in pitch as they close (Minnaert), over a soft rush."""
    out = 0.12 * band(hiss(rng, seconds), 500, 5000, order=1)
    for at in rng.uniform(0, seconds, int(seconds * bubbles)):
        hz, length = rng.uniform(500, 2800), rng.uniform(0.02, 0.07)
        bubble = tone(curve([(0, hz), (length, hz * rng.uniform(1.05, 1.5))], length)) * fade(
            length, length / 4
        )
        place(out, bubble, at, rng.exponential(0.4))
    return out


def mud(rng: np.random.Generator, seconds: float, plops: float = 5) -> Sound:
    """Boiling mud: slow fat bubbles that open with a plop."""
    out = silence(seconds)
    for at in rng.uniform(0, seconds, int(seconds * plops)):
        hz, length = rng.uniform(90, 330), rng.uniform(0.08, 0.2)
        plop = tone(curve([(0, hz), (length, hz * 2.1)], length), (1, 0.4, 0.15)) * swell(
            length, 0.01, length * 0.7
        )
        place(
            out,
            plop + 0.25 * band(hiss(rng, length), 300, 1200) * fade(length, 0.03),
            at,
            rng.uniform(0.3, 1),
        )
    return out


def steam(rng: np.random.Generator, seconds: float) -> Sound:
    """A vent that hisses in pulses."""
    return band(hiss(rng, seconds), 2200, 11_000, order=1) * wander(rng, seconds, 1.5, 0.25, 1)


def town(rng: np.random.Generator, seconds: float) -> Sound:
    """Traffic somewhere else: a low murmur that swells as things go by."""
    low = band(hiss(rng, seconds), 50, 260, order=1) * wander(rng, seconds, 0.4, 0.5, 1)
    return low + 0.35 * band(hiss(rng, seconds), 260, 1600, order=1) * wander(rng, seconds, 0.5, 0.15, 1)


def hall(rng: np.random.Generator, seconds: float) -> Sound:
    """The air of a large closed place: ventilation and its hum."""
    hum = tone(np.full(samples(seconds), 100.0), (0.3, 0.2, 0.05, 0.1))
    return band(hiss(rng, seconds), 60, 500, order=1) + 0.15 * hum


def leaves(rng: np.random.Generator, seconds: float) -> Sound:
    """A light breeze in trees."""
    return band(hiss(rng, seconds), 1800, RATE / 2.2, order=1) * wander(rng, seconds, 0.7, 0.15, 1) ** 1.5
