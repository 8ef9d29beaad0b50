"""Power spectra of a recording, frame by frame, while it is decoded."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # frames by channels
Powers = NDArray[np.float32]  # frames by bins, or by bands

HIGH_HZ = 6400.0  # every encoder and every rate from 16 kHz up keep what is below
PER_SECOND = 40  # frames that begin in a second; each is two steps long, 50 ms, so that bins are 20 Hz apart


class Frames:
    """Cuts sound into frames under a Hann window, and gives their power spectra.

    The same time lies between two frames whatever the sampling rate, to the nearest sample, so that spectra
    of two copies of a recording stay side by side to the end. Powers of channels are averaged: waves of
    opposite phase do not cancel.

    Parameters
    ----------
    rate : int
        Samples a second.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._length = max(2 * round(rate / PER_SECOND), 2)
        self._window = np.hanning(self._length + 1)[:-1].astype(np.float32)
        self._inside = int((np.fft.rfftfreq(self._length, 1 / rate) < HIGH_HZ + PER_SECOND).sum())
        self._waiting: Samples | None = None
        self._dropped = 0  # samples before those that wait
        self._next = 0  # frame

    @property
    def bins_hz(self) -> NDArray[np.float64]:
        """The middle of each bin, up to HIGH_HZ."""
        middles: NDArray[np.float64] = np.arange(self._inside, dtype=np.float64) * (self._rate / self._length)
        return middles

    def powers(self, block: Samples) -> Powers:
        """Power spectra of the frames that end in this block, frames by bins."""
        sound = block if self._waiting is None else np.concatenate([self._waiting, block])
        starts = self._starts(self._dropped + len(sound)) - self._dropped
        self._next += len(starts)
        keep = min(self._next * self._rate // PER_SECOND - self._dropped, len(sound))
        self._waiting = sound[keep:].copy()
        self._dropped += keep
        if not len(starts):
            return np.empty((0, self._inside), np.float32)
        channels = np.ascontiguousarray(sound.T)
        frames = channels[:, starts[:, None] + np.arange(self._length)] * self._window
        spectra = np.fft.rfft(frames)[..., : self._inside]
        powers: Powers = (spectra.real**2 + spectra.imag**2).mean(axis=0, dtype=np.float32)
        return powers

    def _starts(self, end: int) -> NDArray[np.int64]:
        """Where the frames begin that have not been given yet and end at or before sample ``end``."""
        last = max((end - self._length) * PER_SECOND // self._rate + 2, self._next)
        starts: NDArray[np.int64] = np.arange(self._next, last) * self._rate // PER_SECOND
        return starts[starts + self._length <= end]


def band_weights(bins_hz: NDArray[np.float64], edges_hz: NDArray[np.float64]) -> NDArray[np.float32]:
    """What share of each bin lies in each band.

    Parameters
    ----------
    bins_hz : ndarray of float, shape (bins,)
        Their middles, evenly spaced from 0.
    edges_hz : ndarray of float, shape (bands + 1,)
        Rising.

    Returns
    -------
    ndarray of float32, shape (bins, bands)
    """
    width = bins_hz[1]
    low = np.maximum(bins_hz[:, None] - width / 2, edges_hz[:-1])
    high = np.minimum(bins_hz[:, None] + width / 2, edges_hz[1:])
    shares: NDArray[np.float32] = (np.maximum(high - low, 0) / width).astype(np.float32)
    return shares


def blocks_of(sound: object, frames: int) -> Iterator[Samples]:
    """Read a `SoundFile` to its end, as it is played: cut off at full scale; what is no number is silence."""
    while len(block := sound.read(frames, dtype="float32", always_2d=True)):  # type: ignore[attr-defined]
        np.nan_to_num(block, copy=False, posinf=0, neginf=0)
        np.clip(block, -1, 1, out=block)
        yield block
