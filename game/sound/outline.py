"""The outline of a recording: so little of its waveform that it does not tell the recording from others."""

from collections.abc import Sequence

import numpy as np

SECTIONS = 4
LOUD, QUIET = 100, 50
LOUD_SHARE = 0.5  # of the loudest section's mean height; by amplitude, 12 dB below it


def outline(peaks: Sequence[int]) -> list[int]:
    """Reduce a waveform to a few sections that are either loud or quiet.

    Parameters
    ----------
    peaks : sequence of int
        Heights in order of time, as `game.sound.peaks.measure_peaks` returns them.

    Returns
    -------
    list of int
        As many heights, each `LOUD` or `QUIET`, the same within each of `SECTIONS` sections.

    Notes
    -----
    Recordings are public, and whoever has them can measure the same. So before the reveal a player is shown
    no more than leaves a recording among many: 15 outlines are possible, and most recordings share one.
    ``python -m benchmarks identifying`` counts the clips that outline and whole seconds still tell apart.
    """
    if not peaks:
        return []
    parts = np.array_split(np.asarray(peaks, np.float64), SECTIONS)
    means = np.array([part.mean() for part in parts])
    heights = np.where(means >= LOUD_SHARE * means.max(), LOUD, QUIET)
    return [int(height) for height in heights.repeat([len(part) for part in parts])]
