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
        edges, done = np.ceil(np.arange(1, count) * sound.sealed.seconds * sound.rate / count).astype(int), 0
        for block in sound.blocks():
            np.nan_to_num(block, copy=False, posinf=0, neginf=0)
            ends = edges - done
            first = int(np.searchsorted(ends, 0, "right"))
            begins = np.concatenate(([0], ends[first : np.searchsorted(ends, len(block))]))
            heights = np.maximum.reduceat(np.abs(block).max(axis=1), begins)
            heights[begins == np.append(begins[1:], len(block))] = 0  # sections without a sample
            part = slice(first, first + len(heights))
            loudest[part] = np.maximum(loudest[part], heights)
            done += len(block)
    if not loudest.any():
        return [0] * count
    return [int(height) for height in np.rint(100 * np.sqrt(loudest / loudest.max()))]
