"""Instruments, and a notation for tunes."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.signal import lfilter

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

Note = tuple[float, float]  # (beats, semitones above the tune's base)


def tune(notes: Sequence[Note], base: float, beat: float, play: Callable[[float, float], Sound]) -> Sound:
    """Play a tune: `play(hz, seconds)` makes one note; `base` in Hz, `beat` in seconds."""
    total = sum(beats for beats, _ in notes) * beat
    out, at = silence(total + 2.0), 0.0
    for beats, step in notes:
        place(out, play(base * 2 ** (step / 12), beats * beat), at)
        at += beats * beat
    return out


def pluck(
    rng: np.random.Generator, hz: float, seconds: float, sustain: float = 0.996, soft: float = 6000
) -> Sound:
    """A plucked string (Karplus and Strong, 1983); `sustain` is the gain of each round trip."""
    period = RATE / hz
    whole = int(period - 0.6)
    part = period - whole - 0.5
    loop = sustain * np.convolve([1 - part, part], [0.5, 0.5])
    start = silence(seconds)
    start[:whole] = band(hiss(rng, whole / RATE), 0, soft)[: len(start[:whole])]
    string = lfilter([1.0], np.concatenate([[1.0], np.zeros(whole - 1), -loop]), start)
    return np.asarray(string) * swell(seconds, 0, min(0.08, seconds / 3))


def strum(rng: np.random.Generator, chord: Sequence[float], seconds: float, spread: float = 0.02) -> Sound:
    """Strings struck one after another, `spread` seconds apart; a negative spread strums upwards."""
    out = silence(seconds)
    for rank, hz in enumerate(chord if spread > 0 else list(reversed(chord))):
        place(out, pluck(rng, hz, seconds, 0.99), rank * abs(spread))
    return out


def flute(rng: np.random.Generator, hz: float, seconds: float, breath: float = 0.4) -> Sound:
    """A breathy end-blown flute, with vibrato on long notes."""
    at = np.arange(samples(seconds)) / RATE
    depth = np.clip((at - 0.25) * 2, 0, 1) * 0.008
    voice = tone(hz * (1 + depth * np.sin(2 * np.pi * 5.2 * at)), (1, 0.25, 0.12, 0.03))
    air = breath * (4 * resonate(hiss(rng, seconds), hz, 60) + 0.15 * band(hiss(rng, seconds), 1500, 8000))
    return (voice + air) * swell(seconds, min(0.05, seconds / 4), min(0.09, seconds / 3))


def alphorn(rng: np.random.Generator, hz: float, seconds: float) -> Sound:
    """A long wooden horn: soft lip attack, brighter as it gets louder."""
    loud = swell(seconds, min(0.14, seconds / 3), min(0.2, seconds / 3))
    flat = hz * (1 + 0.002 * np.sin(2 * np.pi * 4 * np.arange(samples(seconds)) / RATE))
    dark, bright = tone(flat, (1, 0.5, 0.2)), tone(flat, (0, 0.3, 0.4, 0.35, 0.25, 0.15, 0.1))
    return dark * loud + bright * loud**3


def bandoneon(rng: np.random.Generator, hz: float, seconds: float) -> Sound:
    """Two free reeds an octave apart, pushed with a bite."""
    reed = tuple(1 / n * (1.3 if n % 2 else 0.7) for n in range(1, 16))
    flat = np.full(samples(seconds), hz)
    out = tone(flat, reed) + 0.7 * tone(flat * 2.004, reed[:9])
    bite = 0.6 + 0.4 * 0.5 ** (np.arange(samples(seconds)) / RATE / 0.12)
    return band(out, 120, 5500, 1) * bite * swell(seconds, min(0.03, seconds / 4), min(0.05, seconds / 4))


def overtones(rng: np.random.Generator, melody: Sequence[tuple[float, int]], drone: float = 98) -> Sound:
    """Overtone singing: a pressed drone, and a whistle that picks (seconds, harmonic) out of it."""
    seconds = sum(long for long, _ in melody)
    hz = drone * wander(rng, seconds, 5, 0.994, 1.006)
    source = tone(hz, tuple(1 / n**0.7 for n in range(1, 40)))
    out = 0.5 * resonate(source, 320, 130) + 0.25 * resonate(source, 750, 160)
    steps, at = [(0.0, float(melody[0][1]))], 0.0
    for long, harmonic in melody:
        steps += [(at + 0.06, float(harmonic)), (at + long - 0.01, float(harmonic))]
        at += long
    picked = np.round(curve(steps, seconds))
    whistle = tone(hz * curve(steps, seconds)) * (0.5 + 0.5 * (np.abs(picked - curve(steps, seconds)) < 0.2))
    return (out + 0.35 * whistle * wander(rng, seconds, 6, 0.8, 1)) * swell(seconds, 0.3, 0.6)


def fiddle(rng: np.random.Generator, hz: float, seconds: float) -> Sound:
    """A two-stringed horse-head fiddle: bowed, nasal, with a wide slow vibrato."""
    at = np.arange(samples(seconds)) / RATE
    wave = tone(
        hz * (1 + 0.009 * np.sin(2 * np.pi * 5 * at) * np.clip(at * 3, 0, 1)),
        tuple(1 / n for n in range(1, 26)),
    )
    body = resonate(wave, 420, 140) + 0.8 * resonate(wave, 950, 220) + 0.4 * resonate(wave, 2300, 500)
    return (body + 0.02 * band(hiss(rng, seconds), 1500, 6000)) * swell(
        seconds, min(0.08, seconds / 3), min(0.1, seconds / 3)
    )


def drum(
    rng: np.random.Generator, hz: float, seconds: float = 0.4, halving: float = 0.06, slap: float = 0.3
) -> Sound:
    """A skin: its pitch falls as it is struck, `slap` is the hand or stick."""
    pitch = hz * (1 + 0.5 * 0.5 ** (np.arange(samples(seconds)) / RATE / 0.02))
    skin = tone(pitch, (1, 0.25)) * fade(seconds, halving) + 0.4 * tone(pitch * 1.59) * fade(
        seconds, halving / 2
    )
    return skin + slap * band(hiss(rng, seconds), hz * 4, 8000, 1) * fade(seconds, 0.012)


def shaker(rng: np.random.Generator, seconds: float = 0.09) -> Sound:
    """Seeds in a shell."""
    return band(hiss(rng, seconds), 4500, 13_000) * swell(seconds, seconds * 0.4, seconds * 0.5)


def bamboo(rng: np.random.Generator, hz: float) -> Sound:
    """A bamboo pipe struck on its open end with a sandal."""
    at = np.arange(samples(0.45)) / RATE
    pipe = tone(np.full(samples(0.45), hz), (1, 0.05, 0.3, 0.02, 0.12)) * fade(0.45, 0.07)
    return pipe + 0.35 * band(hiss(rng, 0.45), 300, 2500) * np.exp(-at / 0.006)


def pattern(
    hits: str, step: float, sound: Sound, seconds: float, rng: np.random.Generator, swing: float = 0.0
) -> Sound:
    """Repeat a rhythm: `x` loud, `o` soft, else silent; every second step comes `swing` seconds late."""
    out = silence(seconds)
    loud = {"x": 1.0, "o": 0.5}
    for number in range(int(seconds / step)):
        gain = loud.get(hits[number % len(hits)], 0.0)
        if gain:
            place(out, sound, number * step + (swing if number % 2 else 0) + abs(rng.normal(0, 0.004)), gain)
    return out
