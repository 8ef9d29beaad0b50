"""The waveform of a recording: its loudness from beginning to end."""

from pathlib import Path
from typing import Any

import numpy as np

from game.sound.decoding import decoder

_BLOCK = 1 << 16  # frames decoded at a time


def measure_peaks(path: Path, count: int = 240) -> list[int]:
    """Decode a recording, and find the loudest sample in each of ``count`` equal sections.

    Returns
    -------
    list of int
        ``count`` heights: 100 for the loudest section, otherwise by the square root of the amplitude, so that
        a section 40 dB quieter is still 10 high. All 0 for silence.

    Raises
    ------
    AudioError
        When the recording cannot be sealed or decoded.
    """
    with decoder(path) as (sound, sealed):
        ends = np.linspace(0, sealed.seconds * sound.samplerate, count + 1).astype(int)
        loudest = np.array([_loudest(sound, int(frames)) for frames in np.diff(ends)])
    if not loudest.any():
        return [0] * count
    return [int(height) for height in np.rint(100 * np.sqrt(loudest / loudest.max()))]


def _loudest(sound: Any, frames: int) -> float:
    """Read the next ``frames``; the largest amplitude of any channel."""
    loudest = 0.0
    while frames > 0:
        block = sound.read(min(frames, _BLOCK), dtype="float32")
        if not len(block):
            return loudest
        np.nan_to_num(block, copy=False, posinf=0, neginf=0)
        loudest = max(loudest, float(block.max()), float(-block.min()))
        frames -= len(block)
    return loudest
