"""Insects, frogs and mammals, and the throat that many voices share."""

from collections.abc import Sequence

import numpy as np

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


def throat(
    rng: np.random.Generator,
    points: Points,
    seconds: float,
    formants: Sequence[tuple[float, float]],
    breath: float = 0.1,
    rough: float = 0.0,
) -> Sound:
    """A voice by source and filter.

    Parameters
    ----------
    points : sequence of (float, float)
        Pitch: (seconds, Hz).
    formants : sequence of (float, float)
        Resonances of the throat: (Hz, bandwidth in Hz), each weaker than the one before.
    breath : float
        Noise in the source, relative to its tone.
    rough : float
        How irregular the pulses are, 0 to 1.
    """
    hz = curve(points, seconds)
    if rough:
        hz = hz * (1 + 0.25 * rough * band(hiss(rng, seconds), 0, 120))
    phase = np.cumsum(np.maximum(hz, 1)) / RATE
    source = 1 - 2 * (phase % 1) + breath * hiss(rng, seconds)
    if rough:
        source = source * (1 - rough * (np.floor(phase) % 2) * 0.7)
    out = sum(resonate(source, at, width) / (1 + 0.7 * rank) for rank, (at, width) in enumerate(formants))
    return np.asarray(out) * swell(seconds, min(0.04, seconds / 4), min(0.12, seconds / 2))


def chirps(
    rng: np.random.Generator, seconds: float, hz: float = 4600, per_second: float = 2.2, pulses: int = 3
) -> Sound:
    """A cricket: groups of pure pulses."""
    out = silence(seconds)
    pulse = tone(np.full(samples(0.022), hz)) * swell(0.022, 0.006, 0.012)
    group = series([(n * 0.034, pulse) for n in range(pulses)])
    at = rng.uniform(0, 1 / per_second)
    while at < seconds:
        place(out, group, at)
        at += rng.uniform(0.93, 1.07) / per_second
    return out


def cicada_wall(rng: np.random.Generator, seconds: float, hz: float = 5200, buzz: float = 110) -> Sound:
    """Cicadas that never pause: a band of noise that buzzes."""
    at = np.arange(samples(seconds)) / RATE
    return band(hiss(rng, seconds), hz * 0.85, hz * 1.18, 3) * (
        0.55 + 0.45 * np.sign(np.sin(2 * np.pi * buzz * at))
    )


def min_min(rng: np.random.Generator, seconds: float = 6.0) -> Sound:
    """*Hyalessa maculaticollis*, Japan's summer cicada: `miiin min-min-min miii`, over and over."""
    syllables = [
        (0.0, 1.1),
        *[(1.2 + 0.42 * n, 0.36) for n in range(int((seconds - 2.4) / 0.42))],
        (seconds - 1.15, 1.1),
    ]
    parts = []
    for at, long in syllables:
        buzz = cicada_wall(rng, long, 4300, 95) + 0.7 * cicada_wall(rng, long, 5600, 95)
        parts.append((at, buzz * curve([(0, 0.15), (long * 0.3, 1), (long * 0.8, 0.75), (long, 0.05)], long)))
    return series(parts)


def reed_frogs(rng: np.random.Generator, seconds: float, frogs: int = 9) -> Sound:
    """Painted reed frogs: clear tinkling pips from all over the water, like glass."""
    out = silence(seconds)
    for _ in range(frogs):
        hz, every, loud = rng.uniform(2500, 3300), rng.uniform(0.45, 1.1), rng.uniform(0.2, 1)
        pip = loud * tone(curve([(0, hz * 0.9), (0.03, hz)], 0.07), (1, 0.1)) * fade(0.07, 0.018)
        for at in np.arange(rng.uniform(0, every), seconds, every):
            place(out, pip, at + rng.uniform(-0.03, 0.03))
    return out


def paddy_frogs(rng: np.random.Generator, seconds: float, frogs: int = 12) -> Sound:
    """Rice-field frogs: a quacking, grating chorus."""
    out = silence(seconds)
    for _ in range(frogs):
        f0, every, loud = rng.uniform(70, 120), rng.uniform(0.35, 0.8), rng.uniform(0.2, 1)
        croak = throat(rng, [(0, f0), (0.16, f0 * 1.2)], 0.16, ((rng.uniform(1200, 2200), 350),), 0.1, 0.2)
        for at in np.arange(rng.uniform(0, every), seconds, every):
            place(out, loud * croak, at + rng.uniform(-0.05, 0.05))
    return out


def coqui(rng: np.random.Generator, size: float = 1.0) -> Sound:
    """*Eleutherodactylus coqui*: a short low `co`, a loud rising `quí`."""
    co = tone(np.full(samples(0.1), 1180 * size), (1, 0.05)) * swell(0.1, 0.015, 0.03)
    qui = tone(curve([(0, 1900 * size), (0.2, 2350 * size)], 0.2), (1, 0.08)) * swell(0.2, 0.02, 0.06)
    return series([(0, 0.6 * co), (0.16, qui)])


def tokay(rng: np.random.Generator, calls: int = 4) -> Sound:
    """*Gekko gecko*: a rattle, then `to-kay`, `to-kay`, ever slower."""
    parts = [(0.05 * n, 0.4 * band(hiss(rng, 0.03), 500, 2000) * fade(0.03, 0.008)) for n in range(9)]
    at = 0.65
    for number in range(calls):
        to = throat(rng, [(0, 190), (0.12, 330)], 0.13, ((900, 200), (1700, 300)), 0.1, 0.2)
        kay = throat(rng, [(0, 260), (0.08, 300), (0.26, 150)], 0.27, ((650, 200), (1350, 300)), 0.15, 0.4)
        parts += [(at, to), (at + 0.19, 1.2 * kay)]
        at += 0.75 + 0.09 * number
    return series(parts)


def hippo(rng: np.random.Generator) -> Sound:
    """*Hippopotamus amphibius*: one long wheeze-honk and the deep laughing grunts after it."""
    throat_shape = ((190, 90), (420, 150), (900, 300))
    parts = [(0.0, throat(rng, [(0, 95), (0.3, 130), (0.9, 85)], 0.9, throat_shape, 0.3, 0.5))]
    at = 1.05
    for number in range(5):
        long = 0.2 + 0.02 * number
        parts.append(
            (at, (1 - 0.1 * number) * throat(rng, [(0, 100), (long, 65)], long, throat_shape, 0.2, 0.6))
        )
        at += long + 0.13
    return series(parts)


def hyena(rng: np.random.Generator) -> Sound:
    """*Crocuta crocuta*: the whoop, low and held, then swept up an octave."""
    return throat(rng, [(0, 290), (0.9, 330), (1.2, 780), (1.45, 620)], 1.5, ((550, 250), (1100, 350)), 0.05)


def penguin(rng: np.random.Generator) -> Sound:
    """*Spheniscus demersus*: the donkey's bray, with a gasp before each blare."""
    parts, at = [], 0.0
    shape = ((700, 260), (1450, 320), (2600, 500))
    for long in (0.16, 0.18, 0.2, 1.15, 0.3):
        gasp = throat(rng, [(0, 520), (0.14, 600)], 0.14, ((1900, 500),), 1.2, 0.5)
        blare = throat(rng, [(0, 250), (long * 0.3, 330), (long, 260)], long, shape, 0.25, 0.45)
        parts += [(at, 0.45 * gasp), (at + 0.17, blare)]
        at += long + 0.27
    return series(parts)


def howlers(rng: np.random.Generator, seconds: float, monkeys: int = 4) -> Sound:
    """*Alouatta*: a troop's roar, like wind in a cave, swelling and sinking."""
    out = silence(seconds)
    for _ in range(monkeys):
        f0 = rng.uniform(75, 130)
        roar = throat(
            rng,
            [(0, f0), (seconds / 2, f0 * 1.25), (seconds, f0)],
            seconds,
            ((330, 120), (650, 180), (1000, 300)),
            1.2,
            0.8,
        )
        place(out, roar * wander(rng, seconds, 1.2, 0.15, 1), 0)
    return out


def horse(rng: np.random.Generator) -> Sound:
    """A whinny: high, shaking, falling."""
    at = np.arange(samples(1.5)) / RATE
    voice = throat(
        rng, [(0, 620), (0.25, 980), (1.5, 420)], 1.5, ((1150, 350), (2300, 500), (3400, 700)), 0.25, 0.15
    )
    return voice * (0.55 + 0.45 * np.sin(2 * np.pi * 11 * at))


def goat(rng: np.random.Generator) -> Sound:
    """A bleat that trembles."""
    at = np.arange(samples(0.7)) / RATE
    voice = throat(
        rng, [(0, 330), (0.2, 360), (0.7, 300)], 0.7, ((850, 200), (1700, 300), (2700, 400)), 0.15, 0.2
    )
    return voice * (0.5 + 0.5 * np.sin(2 * np.pi * 9 * at))


def cow(rng: np.random.Generator) -> Sound:
    """A low moo."""
    return throat(
        rng, [(0, 120), (0.5, 165), (1.3, 135)], 1.3, ((320, 120), (650, 180), (1500, 400)), 0.12, 0.1
    )


def rooster(rng: np.random.Generator) -> Sound:
    """Cock-a-doodle-doo."""
    notes = ((0, 0.14, 560, 680), (0.2, 0.12, 700, 760), (0.36, 0.2, 820, 880), (0.6, 0.75, 800, 430))
    shape = ((1200, 400), (2300, 500))
    return series([(at, throat(rng, [(0, a), (long, b)], long, shape, 0.1, 0.1)) for at, long, a, b in notes])
