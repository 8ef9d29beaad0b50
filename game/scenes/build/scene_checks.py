"""Checks of a rendered scene: the sound field points where its sources are, and each of them can be heard."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from game.scenes.directions import azimuth_elevation, great_circle_degrees
from game.scenes.scene import Source

RATE = 48_000
WINDOW, HOP = 256, 64
"""Samples: short enough that the first of a window is the direct sound alone."""
LOWEST, HIGHEST = 200.0, 8000.0
"""Hertz within which the intensity is taken."""
MOST_DEGREES = 5.0
MEMORY = 0.02
"""Seconds over which a window's energy is compared with what was there before."""
TILE = 2400
BANDS = 24
LEAST_SHARE = 0.3

Array = NDArray[np.float64]


def intensity_direction(field: Array) -> tuple[float, float]:
    """Azimuth and elevation to which the intensity vector of a first-order field (W, Y, Z, X) points.

    Windows weigh by how much their energy rises above that of the last 20 ms: onsets have no reflections.
    """
    windows = np.lib.stride_tricks.sliding_window_view(field, WINDOW, axis=1)[:, ::HOP]
    spectra = np.fft.rfft(windows * np.hanning(WINDOW))
    frequencies = np.fft.rfftfreq(WINDOW, 1 / RATE)
    kept = spectra[:, :, (frequencies >= LOWEST) & (frequencies <= HIGHEST)]
    pressure, velocity = kept[0], kept[[3, 1, 2]]
    intensity = np.real(np.conj(pressure) * velocity).sum(axis=2)
    energy = (np.abs(kept) ** 2).sum(axis=(0, 2)) / 2
    before = _recent_highest(energy, round(MEMORY * RATE / HOP))
    rise = np.clip(energy / (before + 1e-3 * energy.max()) - 1, 0, 10)
    vector = (intensity * rise).sum(axis=1)
    azimuth, elevation = azimuth_elevation(vector)
    return float(azimuth), float(elevation)


def most_degrees_off(sources: Sequence[Source], fields: Sequence[Array]) -> float:
    """The largest angle between a source and where the intensity vector of its own field points."""
    return max(
        float(great_circle_degrees(source.azimuth, source.elevation, *intensity_direction(field)))
        for source, field in zip(sources, fields, strict=True)
    )


def audible_share(heard: Sequence[Array], which: int) -> float:
    """How much of a source is not covered by the others, from 0 to 1, at the ear that hears it better.

    Its share of tiles (50 ms by a 24th of the range of hearing) in which it is louder than all others
    together; each tile weighs as loud as the source is in it.
    """
    return max(_uncovered(heard, which, ear) for ear in (0, 1))


def least_audible_share(heard: Sequence[Array]) -> float:
    """The smallest share of a source that the others do not cover."""
    return min(audible_share(heard, which) for which in range(len(heard)))


def _uncovered(heard: Sequence[Array], which: int, ear: int) -> float:
    own = _tiles(heard[which][ear])
    others = _tiles(np.sum(heard, axis=0)[ear] - heard[which][ear])
    weights = own**0.3
    return float((weights * (own > others)).sum() / weights.sum())


def _tiles(signal: Array) -> Array:
    """Power by time and band, bands spaced evenly on a logarithmic scale from 80 Hz to 16 kHz."""
    frames = signal[: len(signal) // TILE * TILE].reshape(-1, TILE) * np.hanning(TILE)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(TILE, 1 / RATE), np.geomspace(80, 16_000, BANDS + 1))
    return np.add.reduceat(power, edges, axis=1)[:, :-1]


def _recent_highest(energy: Array, number: int) -> Array:
    """The highest of the values before each one, so many back."""
    padded = np.concatenate([np.zeros(number), energy[:-1]])
    highest: Array = np.lib.stride_tricks.sliding_window_view(padded, number).max(axis=1)
    return highest
