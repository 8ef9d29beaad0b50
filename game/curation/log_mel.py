"""The log-mel spectrogram that EfficientAT's models take."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 32_000  # Hz
MELS = 128
STEP = 320  # samples between frames
_LENGTH = 800  # samples under the window
_BINS = 1024  # samples transformed
_TOP_HZ = 15_000.0
_PREEMPHASIS = 0.97
_FLOOR = 1e-5
_MEAN, _SPREAD = -4.5, 5.0


def log_mel(wave: Floats) -> Floats:
    """Make the spectrogram of a wave.

    Parameters
    ----------
    wave : ndarray of float32, shape (samples,)
        At 32 kHz.

    Returns
    -------
    ndarray of float32, shape (128, frames)
        One frame for every 320 samples.

    Notes
    -----
    The settings are those of EfficientAT (Schmid, Koutini and Widmer, 2023): pre-emphasis, symmetric Hann
    windows of 25 ms every 10 ms, power spectra of 1024 points, 128 triangular filters on Kaldi's mel scale
    from 0 to 15 kHz.
    """
    emphasised = wave[1:] - _PREEMPHASIS * wave[:-1]
    padded = np.pad(emphasised, _BINS // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _BINS)[::STEP]
    spectra = np.fft.rfft(frames * _window())
    mels = _triangles() @ (spectra.real**2 + spectra.imag**2).T
    spectrogram: Floats = ((np.log(mels + _FLOOR) - _MEAN) / _SPREAD).astype(np.float32)
    return spectrogram


@cache
def _window() -> Floats:
    around = (_BINS - _LENGTH) // 2
    return np.pad(np.hanning(_LENGTH), around).astype(np.float32)


@cache
def _triangles() -> Floats:
    """Weight of each bin in each mel filter, shape (128, 513); the topmost bin has none."""
    edges = np.linspace(0, _mel(_TOP_HZ), MELS + 2)
    bins = _mel(np.arange(_BINS // 2) * RATE / _BINS)
    width = edges[1]
    rising = (bins - edges[:-2, None]) / width
    falling = (edges[2:, None] - bins) / width
    weights = np.maximum(np.minimum(rising, falling), 0)
    return np.pad(weights, ((0, 0), (0, 1))).astype(np.float32)


def _mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(np.asarray(hz) / 700))
