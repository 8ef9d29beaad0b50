"""Voices by espeak-ng, made less even than a machine's."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from .sound import RATE, Sound, band, curve, hiss, level, place, samples, silence, wander
from .space import room

ESPEAK_RATE = 22_050  # samples per second


class NoVoice(Exception):
    """espeak-ng is missing or cannot speak; the message says what to do."""


def espeak() -> str:
    """Path of espeak-ng.

    Raises
    ------
    NoVoice
        If it is not installed.
    """
    found = shutil.which("espeak-ng")
    if found is None:
        raise NoVoice("espeak-ng is not installed: `sudo apt-get install espeak-ng`, then run this again")
    return found


def say(text: str, voice: str, pitch: int = 45, speed: int = 145, size: float = 1.0) -> Sound:
    """Speak a text.

    Parameters
    ----------
    voice : str
        As espeak-ng names it; a variant may follow, as in ``"pt+f2"``.
    pitch : int
        0 to 99.
    speed : int
        Words a minute.
    size : float
        Factor on pitch and speed: above 1 the voice is higher and faster, like a smaller speaker's.

    Raises
    ------
    NoVoice
        If espeak-ng is missing or refuses the voice.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        command = [espeak(), "-v", voice, "-p", str(pitch), "-s", str(speed), "-w", str(file), text]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or done.stderr:
            raise NoVoice(f"espeak-ng cannot say this with voice {voice!r}: {done.stderr.strip()}")
        spoken, _ = soundfile.read(file)
    down = round(ESPEAK_RATE / 50 * size)
    return trim(np.asarray(resample_poly(spoken, RATE // 50, down)))


def trim(sound: Sound) -> Sound:
    """Cut off the silence before and after."""
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def human(rng: np.random.Generator, sound: Sound, breath: float = 0.05) -> Sound:
    """Make a machine's voice less even: pitch and pace drift by a few percent, with added breath."""
    seconds = len(sound) / RATE
    drifted = replay(sound, wander(rng, seconds, 3, 0.965, 1.035)[: len(sound)])
    outline = band(np.abs(drifted), 0, 25)
    return drifted + breath * np.maximum(outline, 0) * band(hiss(rng, seconds), 1500, 7000)[: len(drifted)]


def replay(sound: Sound, pace: Sound) -> Sound:
    """Play a sound at a changing speed (one value per sample, 1 is unchanged), shifting pitch and tempo."""
    at = np.cumsum(pace)
    return np.asarray(np.interp(at * (len(sound) - 1) / at[-1], np.arange(len(sound)), sound))


def call(rng: np.random.Generator, sound: Sound) -> Sound:
    """A street cry: sung out, falling at the end, strained, with a short echo from the walls."""
    seconds = len(sound) / RATE
    top = rng.uniform(1.07, 1.13)
    sung = curve([(0, 0.97), (seconds * 0.3, top), (seconds * 0.7, 1.04), (seconds, 0.84)], seconds)
    pressed = np.tanh(1.5 * level(human(rng, replay(sound, sung[: len(sound)]))) / 2) * 2
    return room(rng, pressed + 0.8 * band(pressed, 900, 3200), 0.5, 0.35)


def babble(
    rng: np.random.Generator, texts: Sequence[str], voice: str, seconds: float, people: int = 10
) -> Sound:
    """A crowd: many people say a few phrases at different pitches and speeds, all unintelligible."""
    out = silence(seconds)
    variants = ("+m1", "+f2", "+m3", "+f4", "+m7", "+f1")
    for person in range(people):
        text = " ".join(texts[i] for i in rng.permutation(len(texts)))
        pitch, pace = int(rng.integers(25, 75)), int(rng.integers(150, 205))
        spoken = say(text, voice + variants[person % 6], pitch, pace, rng.uniform(0.92, 1.12))
        looped = np.resize(np.append(spoken, silence(rng.uniform(0.2, 0.8))), samples(seconds) * 2)
        place(out, looped[int(rng.integers(0, samples(seconds))) :], 0, rng.uniform(0.4, 1))
    return room(rng, band(out, 180, 3200, order=1), 0.9, 0.8, bright=3000)[: samples(seconds)]
