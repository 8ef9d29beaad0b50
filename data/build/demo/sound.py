"""The smallest pieces of a synthesized sound: curves, tones, noise, filters, loudness."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

Sound = NDArray[np.float64]  # mono samples, any level
Points = Sequence[tuple[float, float]]  # (seconds, value), joined by straight lines

RATE = 32_000  # samples a second
FRAME = 0.05  # seconds per loudness measurement


def samples(seconds: float) -> int:
    """Samples in so many seconds, at least one."""
    return max(1, round(seconds * RATE))


def silence(seconds: float) -> Sound:
    """Silence of this many seconds."""
    return np.zeros(samples(seconds))


def hiss(rng: np.random.Generator, seconds: float) -> Sound:
    """White noise of variance 1."""
    return rng.standard_normal(samples(seconds))


def band(sound: Sound, low: float, high: float, order: int = 2) -> Sound:
    """Band-pass between two frequencies in Hz; 0 or the Nyquist frequency leaves that end open."""
    top = RATE / 2
    if low <= 0:
        return np.asarray(sosfilt(butter(order, high, "lowpass", fs=RATE, output="sos"), sound))
    if high >= top:
        return np.asarray(sosfilt(butter(order, low, "highpass", fs=RATE, output="sos"), sound))
    return np.asarray(sosfilt(butter(order, (low, high), "bandpass", fs=RATE, output="sos"), sound))


def resonate(sound: Sound, hz: float, width: float) -> Sound:
    """Ring at one frequency; `width` is the half-power bandwidth in Hz. Gain at the peak is about 1."""
    radius = np.exp(-np.pi * width / RATE)
    angle = 2 * np.pi * hz / RATE
    gain = (1 - radius) * np.sqrt(1 - 2 * radius * np.cos(2 * angle) + radius**2)
    return np.asarray(lfilter([gain], [1, -2 * radius * np.cos(angle), radius**2], sound))


def curve(points: Points, seconds: float) -> Sound:
    """Linear interpolation of the points, one value per sample."""
    times, values = zip(*points, strict=True)
    return np.asarray(np.interp(np.arange(samples(seconds)) / RATE, times, values))


def wander(rng: np.random.Generator, seconds: float, hz: float, low: float, high: float) -> Sound:
    """A value that drifts smoothly between two bounds, turning about `hz` times a second."""
    knots = rng.uniform(low, high, int(seconds * hz) + 3)
    at = np.arange(samples(seconds)) / RATE * hz
    left = at.astype(int)
    ease = (1 - np.cos(np.pi * (at - left))) / 2
    return np.asarray(knots[left] * (1 - ease) + knots[left + 1] * ease)


def swell(seconds: float, rise: float, fall: float) -> Sound:
    """An envelope: up in `rise` seconds, down in the last `fall` seconds, rounded at both ends."""
    at = np.arange(samples(seconds)) / RATE
    up = np.clip(at / max(rise, 1e-4), 0, 1)
    down = np.clip((seconds - at) / max(fall, 1e-4), 0, 1)
    return np.asarray(np.sin(np.pi / 2 * up) ** 2 * np.sin(np.pi / 2 * down) ** 2)


def fade(seconds: float, halving: float) -> Sound:
    """An envelope that starts at full level and halves every `halving` seconds."""
    at = np.arange(samples(seconds)) / RATE
    return np.asarray(0.5 ** (at / halving) * np.clip(at / 0.002, 0, 1) * swell(seconds, 0, 0.02))


def tone(hz: Sound, harmonics: Sequence[float] = (1.0,)) -> Sound:
    """A tone that follows a curve of frequencies; the gains of its harmonics from the first up.

    Harmonics above 15 kHz are silent, to avoid aliasing.
    """
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    out = np.zeros(len(hz))
    for number, gain in enumerate(harmonics, 1):
        out += gain * np.sin(number * phase) * (hz * number < 15_000)
    return out


def place(into: Sound, sound: Sound, at: float, gain: float = 1.0) -> None:
    """Add a sound to a longer one at this time in seconds, cutting off what exceeds either end."""
    start = round(at * RATE)
    if start < 0:
        sound, start = sound[-start:], 0
    part = sound[: max(0, len(into) - start)]
    into[start : start + len(part)] += gain * part


def series(parts: Sequence[tuple[float, Sound]]) -> Sound:
    """Sounds at their times (seconds), mixed; as long as the last one lasts."""
    out = np.zeros(max(round(at * RATE) + len(sound) for at, sound in parts))
    for at, sound in parts:
        place(out, sound, at)
    return out


def frames(sound: Sound) -> Sound:
    """RMS of each frame of 50 ms; a shorter rest at the end is padded with silence."""
    size = samples(FRAME)
    padded = np.pad(sound, (0, -len(sound) % size))
    return np.asarray(np.sqrt(np.mean(padded.reshape(-1, size) ** 2, axis=1)))


def level(sound: Sound) -> Sound:
    """Scale to an RMS of 1 over the frames that are within 20 dB of the loudest."""
    rms = frames(sound)
    heard = rms[rms > 0.1 * rms.max()]
    if not heard.size:
        raise ValueError("a silent sound has no level")
    return np.asarray(sound / np.sqrt(np.mean(heard**2)))
