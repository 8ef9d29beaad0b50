"""What stays of a recording when it is encoded again, cut or made quieter: 32 bits, 40 times a second."""

import numpy as np
from numpy.typing import NDArray

from game.curation.spectra import HIGH_HZ, PER_SECOND, Powers, band_weights

Fingerprint = NDArray[np.uint32]

BITS = 32
LOW_HZ = 200.0
SPAN = 24  # frames that are averaged, and over which is compared: 0.6 s
_QUIET = 1e-9  # under the noise of 16 bits


class Printer:
    """Collects energies of 33 bands, and gives the signs of how their differences change.

    After Haitsma and Kalker, A Highly Robust Audio Fingerprinting System (ISMIR 2002), with longer frames and
    a wider range, as wind and birds need. Level, equaliser and steady noise drop out of the differences.

    Parameters
    ----------
    bins_hz : ndarray of float
        The middles of the bins of the spectra that it will be given.
    """

    def __init__(self, bins_hz: NDArray[np.float64]) -> None:
        self._weights = band_weights(bins_hz, np.geomspace(LOW_HZ, HIGH_HZ, BITS + 2))
        self._bands: list[Powers] = []

    def add(self, powers: Powers) -> None:
        """Count spectra."""
        self._bands.append(powers @ self._weights)

    def result(self) -> Fingerprint:
        """One number for every frame with 1.2 s of sound behind it; 0 stands for silence."""
        bands = np.concatenate(self._bands) if self._bands else np.empty((0, BITS + 1), np.float32)
        if len(bands) < 2 * SPAN:
            return np.empty(0, np.uint32)
        slopes = np.diff(np.log(_smoothed(bands) + _QUIET), axis=1)
        rising = slopes[SPAN:] > slopes[:-SPAN]
        return np.packbits(rising, axis=1).view(">u4").ravel().astype(np.uint32)


def _smoothed(bands: Powers) -> NDArray[np.float64]:
    """Mean of SPAN frames under a Hann window."""
    window = np.hanning(SPAN + 2)[1:-1]
    window /= window.sum()
    views = np.lib.stride_tricks.sliding_window_view(bands, SPAN, axis=0)
    smooth: NDArray[np.float64] = views @ window
    return smooth


def seconds(numbers: int) -> float:
    """How much sound so many numbers in a row stand for."""
    return (numbers + 2 * SPAN) / PER_SECOND
