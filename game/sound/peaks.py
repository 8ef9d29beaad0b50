"""The waveform of a recording: its loudness from beginning to end."""

from pathlib import Path

import numpy as np

from game.sound.decoding import decoder


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
    with decoder(path) as sound:
        loudest = np.zeros(count)
        frames, done = max(sound.sealed.seconds * sound.rate, 1), 0
        for block in sound.blocks():
            np.nan_to_num(block, copy=False, posinf=0, neginf=0)
            sections = (np.arange(done, done + len(block)) * count / frames).astype(int)
            np.maximum.at(loudest, np.minimum(sections, count - 1), np.abs(block).max(axis=1))
            done += len(block)
    if not loudest.any():
        return [0] * count
    return [int(height) for height in np.rint(100 * np.sqrt(loudest / loudest.max()))]
