"""Birds: a rooster, an owl, and a small bird that sings."""

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.envelopes import contour, swell, wobble
from game.scenes.build.sounds.noise import noise_band
from game.scenes.build.sounds.oscillators import partials
from game.scenes.build.sounds.resonators import Formant
from game.scenes.build.sounds.samples import Samples, count
from game.scenes.build.sounds.throats import call
from game.scenes.build.sounds.timeline import beats, laid

COCK_A_DOODLE_DOO = ((0.2, 0.75, 0.95), (0.13, 0.95, 1.0), (0.26, 1.15, 1.3), (0.85, 1.35, 0.75))
"""Four syllables: seconds, pitch at the start and at the end, as shares of the mean pitch."""
BEAKS = (
    (Formant(900, 250, 1.0), Formant(2100, 500, 0.9), Formant(4200, 1200, 0.7), Formant(7500, 3000, 0.5)),
    (Formant(1500, 350, 1.0), Formant(2900, 600, 1.0), Formant(5200, 1400, 0.8), Formant(8500, 3000, 0.6)),
)


def rooster(random: Generator, seconds: float) -> Samples:
    """A rooster's four syllables, the last the longest and falling, every two seconds."""
    pitch = random.uniform(560, 760)
    crows = []
    for time in beats(random, seconds, random.uniform(2.0, 2.5), 0.1):
        at = time
        for lasting, start, end in COCK_A_DOODLE_DOO:
            length = count(lasting * random.uniform(0.9, 1.1))
            bend = contour(length, (0, start * 0.85), (0.2, start), (0.6, (start + end) / 2), (1, end))
            opening = contour(length, (0, 0.1), (0.3, 1), (0.8, 0.8), (1, 0.1))
            syllable = call(random, pitch * bend, opening, BEAKS, roughness=0.12, breath=0.1)
            crows.append((at, syllable * swell(length, 0.025, min(0.3, 0.35 * lasting))))
            at += length / 48_000 + 0.03
    return laid(count(seconds), crows)


def owl(random: Generator, seconds: float) -> Samples:
    """A tawny owl: a long hoot, then a shaking one, nearly pure tones near 800 Hz, breath above them."""
    pitch = random.uniform(680, 860)
    hoots = []
    for time in beats(random, seconds, random.uniform(2.2, 2.6), 0.05):
        hoots.append((time, _hoot(random, pitch, random.uniform(0.55, 0.75), 0.0)))
        hoots.append((time + 0.95, _hoot(random, pitch * 0.98, random.uniform(0.85, 1.05), 0.45)))
    return laid(count(seconds), hoots)


def bird(random: Generator, seconds: float) -> Samples:
    """A songbird: phrases of one kind of note, repeated; each note sweeps between 2.5 and 8 kHz."""
    song = []
    time = 0.03
    while time < seconds:
        low, high = random.uniform(2500, 4200), random.uniform(4600, 7800)
        lasting, repeats = random.uniform(0.045, 0.16), random.integers(3, 9)
        shape = random.permutation([low, high, random.uniform(low, high)])
        for _ in range(repeats):
            length = count(lasting)
            pitch = contour(length, (0, shape[0]), (0.45, shape[1]), (1, shape[2])) * random.uniform(
                0.99, 1.01
            )
            note = partials(pitch, (1, 0.12, 0.04)) * swell(length, 0.012, 0.4 * lasting)
            song.append((time, note * random.uniform(0.8, 1)))
            time += lasting * random.uniform(1.2, 1.35)
        time += random.uniform(0.12, 0.3)
    return laid(count(seconds), song)


def _hoot(random: Generator, pitch: float, lasting: float, shaking: float) -> Samples:
    length = count(lasting)
    bend = contour(length, (0, 0.92), (0.2, 1.02), (0.7, 1.0), (1, 0.94))
    tone = partials(pitch * bend, (1, 0.22, 0.3, 0.1, 0.06, 0.04))
    breath = noise_band(random, length, 600, 9000) * 0.09
    shaken = np.clip(wobble(length, 13, shaking), 0, None)
    return (tone + breath) * shaken * swell(length, 0.09, 0.25)
