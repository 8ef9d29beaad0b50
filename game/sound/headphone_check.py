"""Headphone checks: trials of three sounds, easy with headphones and hard without, as WAV files.

Antiphase: Woods, Siegel, Traer and McDermott (2017). Huggins pitch: Milne et al. (2021).
"""

import hashlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

Check = Literal["antiphase", "huggins"]
Stereo = NDArray[np.float64]  # samples by the two channels

RATE = 44_100  # samples a second
INTERVALS = 3
INTERVAL_SECONDS = 1.0
PAUSE_SECONDS = 0.5
LEVEL_SECONDS = 10.0

TONE_HZ = 200.0
TONE_RAMP_SECONDS = 0.1
TONE_PEAK = 0.25  # of full scale
SOFTER_DB = -6.0

NOISE_RAMP_SECONDS = 0.03
NOISE_RMS = 0.05  # of full scale
PITCH_HZ = 600.0
PITCH_BAND = 0.06  # of the pitch, to either side


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of a check.

    Attributes
    ----------
    answer : int
        The right interval, from 1: the softest tone, or the noise with a pitch in it.
    decoy : int
        In antiphase trials the interval in antiphase, which sounds softest from loudspeakers.
    seed : int
        Of the noise.
    """

    check: Check
    answer: int
    decoy: int
    seed: int


def trials(check: Check, count: int, key: bytes, name: str) -> list[Trial]:
    """The trials of a participant's attempt; the same name gives the same trials.

    Parameters
    ----------
    key : bytes
        The host's key: without it nobody can tell the answers from the name.
    name : str
        Of the participant and the attempt.
    """
    digest = hmac.digest(key, b"headphones:" + name.encode(), hashlib.sha256)
    rng = np.random.default_rng(int.from_bytes(digest))
    orders = [rng.permutation(INTERVALS) + 1 for _ in range(count)]
    return [Trial(check, int(o[0]), int(o[1]), int(rng.integers(2**32))) for o in orders]


def count_right(of: Sequence[Trial], answers: Sequence[int]) -> int:
    """How many trials were answered right."""
    return sum(trial.answer == answer for trial, answer in zip(of, answers, strict=True))


def wav(trial: Trial) -> bytes:
    """A trial as a WAV file of 16 bits; files of all trials of a check have the same length."""
    rng = np.random.default_rng(trial.seed)
    sound = _tone if trial.check == "antiphase" else _noise
    pause = np.zeros((round(PAUSE_SECONDS * RATE), 2))
    parts: list[Stereo] = []
    for interval in range(1, INTERVALS + 1):
        parts += [sound(trial, interval, rng), pause]
    return encoded(np.concatenate(parts[:-1]))


def level_wav() -> bytes:
    """The sound to set the volume by: noise with equal energy in each octave, as loud as the loudest tone."""
    samples = round(LEVEL_SECONDS * RATE)
    rng = np.random.default_rng(0)
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    hertz = np.fft.rfftfreq(samples, 1 / RATE)
    audible = (hertz >= 50) & (hertz <= 16_000)
    spectrum *= np.where(audible, 1 / np.sqrt(np.maximum(hertz, 50)), 0)
    noise = np.fft.irfft(spectrum, samples)
    noise *= TONE_PEAK / np.sqrt(2) / np.sqrt(np.mean(noise**2))
    return encoded(np.repeat(ramped(noise, TONE_RAMP_SECONDS)[:, None], 2, axis=1))


def _tone(trial: Trial, interval: int, _rng: np.random.Generator) -> Stereo:
    """A tone on both channels: softer where it is the answer, of opposite sign on the right as the decoy."""
    seconds = np.arange(round(INTERVAL_SECONDS * RATE)) / RATE
    tone = TONE_PEAK * ramped(np.sin(2 * np.pi * TONE_HZ * seconds), TONE_RAMP_SECONDS)
    if interval == trial.answer:
        tone = tone * 10 ** (SOFTER_DB / 20)
    return np.stack([tone, -tone if interval == trial.decoy else tone], axis=1)


def _noise(trial: Trial, interval: int, rng: np.random.Generator) -> Stereo:
    """White noise, the same on both channels; as the answer, a narrow band of opposite sign on the right."""
    samples = round(INTERVAL_SECONDS * RATE)
    left = rng.standard_normal(samples)
    left *= NOISE_RMS / np.sqrt(np.mean(left**2))
    spectrum = np.fft.rfft(left)
    if interval == trial.answer:
        hertz = np.fft.rfftfreq(samples, 1 / RATE)
        spectrum[np.abs(hertz - PITCH_HZ) <= PITCH_BAND * PITCH_HZ] *= -1
    right = np.fft.irfft(spectrum, samples)
    return np.stack([ramped(channel, NOISE_RAMP_SECONDS) for channel in (left, right)], axis=1)


def ramped(sound: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """A sound that rises from silence and falls back to it along a raised cosine."""
    samples = round(seconds * RATE)
    rise = (1 - np.cos(np.pi * np.arange(samples) / samples)) / 2
    envelope = np.ones(len(sound))
    envelope[:samples], envelope[-samples:] = rise, rise[::-1]
    return sound * envelope


def encoded(sound: Stereo) -> bytes:
    """A sound as a WAV file of 16 bits."""
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, subtype="PCM_16", format="WAV")
    return file.getvalue()
