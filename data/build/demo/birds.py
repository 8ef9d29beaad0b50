"""Birds, each by the rhythm and pitch it is known by."""

import numpy as np

from .creatures import throat
from .sound import Points, Sound, band, curve, fade, hiss, samples, series, swell, tone, wander


def whistle(
    points: Points, seconds: float, harmonics: tuple[float, ...] = (1.0, 0.06), rise: float = 0.03
) -> Sound:
    """A whistled note that glides through (seconds, Hz)."""
    return tone(curve(points, seconds), harmonics) * swell(seconds, rise, 0.05)


def cuckoo(rng: np.random.Generator) -> Sound:
    """*Cuculus canorus*: a falling third, the first note shorter."""
    first = whistle([(0, 665), (0.15, 655)], 0.16, (1, 0.15, 0.03))
    second = whistle([(0, 540), (0.22, 530)], 0.25, (1, 0.12, 0.03))
    return series([(0, first), (0.34, 0.9 * second)])


def wood_pigeon(rng: np.random.Generator) -> Sound:
    """*Columba palumbus*: five hoarse coos, the second drawn out."""
    notes = ((0, 0.3, 440), (0.42, 0.62, 480), (1.15, 0.42, 450), (1.8, 0.25, 470), (2.15, 0.4, 440))
    return series(
        [
            (at, throat(rng, [(0, hz), (long, hz * 0.94)], long, ((480, 260),), breath=0.5))
            for at, long, hz in notes
        ]
    )


def dove(rng: np.random.Generator) -> Sound:
    """*Spilopelia senegalensis*, the laughing dove: five soft notes that bubble up and down."""
    notes = ((0, 0.12, 560), (0.2, 0.12, 600), (0.38, 0.16, 720), (0.6, 0.14, 640), (0.8, 0.16, 590))
    return series(
        [(at, whistle([(0, hz), (long, hz * 0.96)], long, (1, 0.2), 0.02)) for at, long, hz in notes]
    )


def songbird(rng: np.random.Generator, seconds: float, low: float = 2500, high: float = 6000) -> Sound:
    """Any small bird in a hedge: short phrases of quick bent notes."""
    parts, at = [(0.0, np.zeros(samples(seconds)))], 0.0
    while at < seconds - 0.3:
        for _ in range(int(rng.integers(3, 8))):
            hz, long = rng.uniform(low, high), rng.uniform(0.04, 0.13)
            bend = [(0, hz), (long, hz * rng.uniform(0.75, 1.3))]
            parts.append((at, rng.uniform(0.4, 1) * whistle(bend, long, (1.0, 0.05), 0.008)))
            at += long + rng.uniform(0.02, 0.06)
        at += rng.uniform(0.6, 1.8)
    return series(parts)[: samples(seconds)]


def gull(rng: np.random.Generator, cries: int = 5) -> Sound:
    """A large gull's long call: hoarse yelps that quicken."""
    parts, at = [], 0.0
    for number in range(cries):
        long = 0.42 - 0.05 * min(number, 4)
        f0 = rng.uniform(0.93, 1.07) * np.array([720, 1080, 830])
        points = [(0, f0[0]), (long * 0.35, f0[1]), (long, f0[2])]
        parts.append((at, throat(rng, points, long, ((1700, 500), (3100, 800)), breath=0.15, rough=0.25)))
        at += long + 0.09
    return series(parts)


def crow(rng: np.random.Generator, caws: int = 2) -> Sound:
    """A house crow: short dry caws."""
    caw = throat(
        rng, [(0, 480), (0.1, 530), (0.3, 400)], 0.3, ((1300, 350), (1900, 400)), breath=0.3, rough=0.5
    )
    return series([(0.42 * n, caw) for n in range(caws)])


def sparrows(rng: np.random.Generator, seconds: float, per_second: float = 3) -> Sound:
    """House sparrows under a roof: single bent chirps."""
    parts = [(0.0, np.zeros(samples(seconds)))]
    for at in rng.uniform(0, seconds - 0.2, int(seconds * per_second)):
        hz = rng.uniform(2700, 4200)
        parts.append(
            (
                at,
                rng.uniform(0.3, 1)
                * whistle([(0, hz), (0.03, hz * 1.25), (0.09, hz * 0.8)], 0.1, (1, 0.3), 0.01),
            )
        )
    return series(parts)


def kookaburra(rng: np.random.Generator) -> Sound:
    """*Dacelo novaeguineae*: a chuckle that climbs into loud laughter and dies away."""
    parts, at = [], 0.0
    for number in range(30):
        loud = np.interp(number, [0, 9, 20, 29], [0.25, 1, 1, 0.35])
        laugh = 7 < number < 24
        high = np.interp(number, [0, 9, 18, 29], [480, 900, 980, 560]) * (1.22 if laugh and number % 2 else 1)
        long = 0.15 if laugh else 0.09
        points = [(0, high * 0.8), (long * 0.4, high * 1.15), (long, high * 0.85)]
        note = throat(rng, points, long, ((1100, 350), (1900, 500)), breath=0.2, rough=0.35)
        parts.append((at, loud * note))
        at += long + (0.035 if laugh else 0.05)
    return series(parts)


def whipbird(rng: np.random.Generator) -> Sound:
    """*Psophodes olivaceus*: one long swelling whistle, a whip crack, and the mate's two-note reply."""
    held = tone(curve([(0, 1620), (1.5, 1650)], 1.5)) * curve(
        [(0, 0), (0.3, 0.12), (1.45, 0.6), (1.5, 0.3)], 1.5
    )
    crack = tone(np.geomspace(1500, 7800, samples(0.11)), (1, 0.3)) * swell(0.11, 0.02, 0.03)
    snap = band(hiss(rng, 0.06), 3000, 9000) * fade(0.06, 0.012)
    reply = whistle([(0, 2300), (0.06, 3100), (0.16, 2000)], 0.17, (1, 0.2), 0.01)
    return series(
        [(0, held), (1.5, 2.4 * crack), (1.58, 0.8 * snap), (1.9, 1.2 * reply), (2.15, 1.3 * reply)]
    )


def magpie(rng: np.random.Generator) -> Sound:
    """*Gymnorhina tibicen*: a flute-like carol of two voices at once, with slurs."""
    parts, at = [], 0.0
    for low, high in ((620, 930), (930, 690), (780, 1240), (1240, 830), (690, 1040), (1040, 620)):
        long = rng.uniform(0.16, 0.34)
        parts.append(
            (at, whistle([(0, low), (long * 0.6, high), (long, high * 0.95)], long, (1, 0.45, 0.25, 0.08)))
        )
        parts.append((at + 0.03, 0.6 * whistle([(0, high * 1.5), (long, low * 1.51)], long, (1, 0.3))))
        at += long * rng.uniform(0.75, 1.05)
    return series(parts)


def tui(rng: np.random.Generator) -> Sound:
    """*Prosthemadera novaeseelandiae*: bell notes, then clicks, a wheeze and a cough."""
    parts: list[tuple[float, Sound]] = []
    for at, hz in ((0, 1750), (0.34, 2330), (0.62, 1320), (1.0, 1750)):
        parts.append((at, tone(np.full(samples(0.5), hz), (1, 0.25, 0.2, 0.05)) * fade(0.5, 0.11)))
    parts += [
        (1.45 + 0.07 * n, 1.5 * band(hiss(rng, 0.02), 2000, 6000) * fade(0.02, 0.004)) for n in range(5)
    ]
    parts.append(
        (1.85, throat(rng, [(0, 300), (0.3, 240)], 0.3, ((2600, 500), (4200, 900)), breath=0.6, rough=0.8))
    )
    parts.append((2.25, tone(curve([(0, 2950), (0.12, 3000)], 0.4), (1, 0.1)) * fade(0.4, 0.09)))
    return series(parts)


def loon_wail(rng: np.random.Generator) -> Sound:
    """*Gavia immer*: the wolf-like wail in three steps."""
    steps = [(0, 560), (0.5, 600), (0.62, 1010), (1.6, 1040), (1.75, 760), (2.4, 700)]
    return whistle(steps, 2.4, (1, 0.16, 0.05), 0.25)


def loon_tremolo(rng: np.random.Generator) -> Sound:
    """*Gavia immer*: the trembling laugh."""
    at = np.arange(samples(1.1)) / samples(1.0)
    hz = curve([(0, 900), (0.2, 1330), (0.8, 1290), (1.1, 950)], 1.1) * (
        1 + 0.13 * np.sin(2 * np.pi * 8.5 * at)
    )
    return tone(hz, (1, 0.2, 0.05)) * swell(1.1, 0.08, 0.2) * (0.75 + 0.25 * np.sin(2 * np.pi * 8.5 * at))


def fish_eagle(rng: np.random.Generator) -> Sound:
    """*Icthyophaga vocifer*: a ringing yelp, head thrown back, then quick falling ones."""
    parts = [(0.0, whistle([(0, 1500), (0.15, 2350), (0.5, 2000)], 0.55, (1, 0.5, 0.2)))]
    for number in range(4):
        top = 2300 - 130 * number
        parts.append(
            (
                0.72 + 0.3 * number,
                whistle([(0, top * 0.8), (0.06, top), (0.22, top * 0.72)], 0.23, (1, 0.5, 0.25)),
            )
        )
    return series(parts)


def piha(rng: np.random.Generator) -> Sound:
    """*Lipaugus vociferans*, the screaming piha: two soft whistles, then a very loud `pi-hee-yo`."""
    soft = whistle([(0, 1500), (0.25, 2100)], 0.26, (1, 0.1))
    pi = whistle([(0, 1900), (0.1, 3300)], 0.11, (1, 0.2))
    hee = whistle([(0, 1700), (0.14, 4300), (0.22, 4400)], 0.23, (1, 0.2), 0.01)
    yo = whistle([(0, 3600), (0.25, 1500)], 0.28, (1, 0.25), 0.01)
    return series([(0, 0.25 * soft), (0.6, 0.4 * soft), (1.2, pi), (1.36, 1.6 * hee), (1.6, 1.5 * yo)])


def parrots(rng: np.random.Generator, seconds: float) -> Sound:
    """A flock of parakeets going over: quick shrieks."""
    parts = [(0.0, np.zeros(samples(seconds)))]
    for at in rng.uniform(0, seconds - 0.25, int(seconds * 6)):
        hz = rng.uniform(850, 1150)
        shriek = throat(
            rng, [(0, hz), (0.08, hz * 1.3), (0.18, hz)], 0.18, ((2900, 700), (4600, 900)), 0.3, 0.4
        )
        parts.append((at, rng.uniform(0.3, 1) * shriek))
    return series(parts) * wander(rng, len(series(parts)) / samples(1), 0.5, 0.2, 1)[: len(series(parts))]
