"""Struck metal and struck wood: church bells, cowbells, gongs, chimes, crossings."""

from collections.abc import Sequence

import numpy as np

from .sound import Sound, band, fade, hiss, place, samples, series, silence, tone

# Partials of a tuned church bell (ratio to the strike note, gain, halving relative to the hum's).
CHURCH = (
    (0.5, 0.5, 1.0),
    (1, 0.8, 0.55),
    (1.19, 0.7, 0.5),
    (1.5, 0.35, 0.3),
    (2, 1.0, 0.3),
    (2.51, 0.35, 0.16),
    (3.01, 0.3, 0.12),
    (4.17, 0.2, 0.07),
)
COW = ((1, 1.0, 1.0), (1.48, 0.8, 0.8), (2.32, 0.5, 0.5), (3.56, 0.5, 0.35), (5.2, 0.3, 0.2))
BAR = ((1, 1.0, 1.0), (2.76, 0.4, 0.35), (5.4, 0.2, 0.15))
PLATE = ((1, 1.0, 1.0), (2.0, 0.25, 0.6), (2.9, 0.2, 0.4), (4.3, 0.1, 0.2))


def strike(
    rng: np.random.Generator,
    hz: float,
    seconds: float,
    halving: float,
    partials: Sequence[tuple[float, float, float]] = CHURCH,
    knock: float = 0.2,
) -> Sound:
    """Strike something that rings: its partials die away each at its own pace, `knock` is the hammer."""
    out = silence(seconds)
    for ratio, gain, life in partials:
        if hz * ratio < 14_000:
            out += gain * tone(np.full(samples(seconds), hz * ratio)) * fade(seconds, halving * life)
    place(out, knock * band(hiss(rng, 0.03), hz, 14_000) * fade(0.03, 0.004), 0)
    return out


def plain_hunt(bells: int) -> list[list[int]]:
    """The rows of plain hunt, the simplest English method, from rounds on; bells count from 0, the treble."""
    rows = [list(range(bells))]
    for number in range(bells * 2 - 1):
        row = rows[-1].copy()
        for left in range(number % 2, bells - 1, 2):
            row[left], row[left + 1] = row[left + 1], row[left]
        rows.append(row)
    return rows


def change_ringing(rng: np.random.Generator, seconds: float, tenor: float = 330, gap: float = 0.29) -> Sound:
    """A ring of six in an English tower: rounds twice, then plain hunt, with the handstroke gap."""
    scale = (2 ** (9 / 12), 2 ** (7 / 12), 2 ** (5 / 12), 2 ** (4 / 12), 2 ** (2 / 12), 1)
    ring = [strike(rng, tenor * ratio, 3.0, 0.5) for ratio in scale]
    out, at = silence(seconds), 0.1
    hunt = plain_hunt(6)
    for number, row in enumerate([hunt[0], hunt[0], *hunt[1:]]):
        at += gap if number and number % 2 == 0 else 0
        for bell in row:
            place(out, ring[bell], at + rng.normal(0, 0.012), rng.uniform(0.8, 1))
            at += gap
    return out


def herd(
    rng: np.random.Generator, seconds: float, cows: int = 7, low: float = 320, high: float = 900
) -> Sound:
    """Bells on grazing animals: each its own pitch, swung unevenly."""
    out = silence(seconds)
    for _ in range(cows):
        bell = strike(rng, rng.uniform(low, high), 0.7, 0.09, COW, 0.35)
        at, loud = rng.uniform(0, 1), rng.uniform(0.25, 1)
        while at < seconds:
            place(out, bell, at, loud * rng.uniform(0.4, 1))
            at += rng.choice([0.28, 0.36, 0.5, 1.1, 1.9]) * rng.uniform(0.8, 1.2)
    return out


def chime(
    rng: np.random.Generator, notes: Sequence[float], gap: float = 0.32, halving: float = 0.28
) -> Sound:
    """An announcement's chime: soft bars, in Hz, one after another."""
    return series([(gap * n, strike(rng, hz, 1.6, halving, PLATE, 0.02)) for n, hz in enumerate(notes)])


def crossing(
    rng: np.random.Generator, seconds: float, hz: Sequence[float] = (705, 752), every: float = 0.46
) -> Sound:
    """A level crossing's electric bell: two clashing pitches, struck without end."""
    clang = sum(
        strike(rng, pitch, 0.45, 0.09, ((1, 1, 1), (2.02, 0.5, 0.6), (3.1, 0.35, 0.4)), 0.1) for pitch in hz
    )
    return series([(at, np.asarray(clang)) for at in np.arange(0, seconds - 0.4, every)])


def gamelan_pair(rng: np.random.Generator, hz: float, halving: float = 0.25) -> Sound:
    """A Balinese pair of metallophone keys, tuned apart so that they beat 7 times a second."""
    low = strike(rng, hz, 1.2, halving, BAR, 0.25)
    return low + strike(rng, hz + 7, 1.2, halving, BAR, 0.25)


def gong(rng: np.random.Generator, hz: float = 66) -> Sound:
    """A great gong that beats slowly."""
    partials = ((1, 1, 1), (1.035, 0.9, 1), (2.01, 0.5, 0.6), (2.7, 0.25, 0.4), (3.9, 0.12, 0.3))
    return strike(rng, hz, 6.0, 1.3, partials, 0.05)


def ticks(times: Sequence[float], rng: np.random.Generator, hz: float = 1000) -> Sound:
    """Dry electric knocks at the given seconds, as of a pedestrian crossing."""
    tick = tone(np.full(samples(0.03), hz), (1, 0.5, 0.4, 0.2)) * fade(0.03, 0.007)
    return series([(at, tick) for at in times])
