"""Audio fingerprints that survive re-encoding, cutting and changes of level: 32 bits, 40 times a second."""

import numpy as np
from numpy.typing import NDArray

from game.curation.spectra import HIGH_HZ, PER_SECOND, Powers, band_weights

Fingerprint = NDArray[np.uint32]

BITS = 32
LOW_HZ = 200.0
SPAN = 24  # frames that are averaged, and that lie between two compared ones: 0.6 s
_QUIET = 1e-9  # below the noise of 16 bits


class Printer:
    """Collects the energies of 33 bands; the bits are the signs of how their differences change.

    After Haitsma and Kalker, A Highly Robust Audio Fingerprinting System (ISMIR 2002), with longer frames and
    a wider range, which suits wind and birds. Level, equalisation and steady noise cancel in the differences.

    Parameters
    ----------
    bins_hz : ndarray of float
        The centres of the spectra's bins.
    """

    def __init__(self, bins_hz: NDArray[np.float64]) -> None:
        self._weights = band_weights(bins_hz, np.geomspace(LOW_HZ, HIGH_HZ, BITS + 2))
        self._bands: list[Powers] = []

    def add(self, powers: Powers) -> None:
        self._bands.append(powers @ self._weights)

    def result(self) -> Fingerprint:
        """One number for every frame that has 1.2 s of sound before it; 0 stands for silence."""
        bands = np.concatenate(self._bands) if self._bands else np.empty((0, BITS + 1), np.float32)
        if len(bands) < 2 * SPAN:
            return np.empty(0, np.uint32)
        slopes = np.diff(np.log(_smoothed(bands) + _QUIET), axis=1)
        rising = slopes[SPAN:] > slopes[:-SPAN]
        return np.packbits(rising, axis=1).view(">u4").ravel().astype(np.uint32)


def _smoothed(bands: Powers) -> NDArray[np.float64]:
    """Mean of SPAN frames, weighted by a Hann window."""
    window = np.hanning(SPAN + 2)[1:-1]
    window /= window.sum()
    views = np.lib.stride_tricks.sliding_window_view(bands, SPAN, axis=0)
    smooth: NDArray[np.float64] = views @ window
    return smooth


def seconds(numbers: int) -> float:
    """Seconds of sound that this many consecutive numbers cover."""
    return (numbers + 2 * SPAN) / PER_SECOND
