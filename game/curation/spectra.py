"""Power spectra of a recording, computed frame by frame while it is decoded."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from game.sound.decoding import Decoder

Samples = NDArray[np.float32]  # frames by channels
Powers = NDArray[np.float32]  # frames by bins, or by bands

HIGH_HZ = 6400.0  # every encoder, and every sampling rate from 16 kHz up, keeps the frequencies below
PER_SECOND = 40  # frames begin in a second; each is two steps long, 50 ms, so bins are 20 Hz apart


class Frames:
    """Cuts sound into frames, weighted by a Hann window, and computes their power spectra.

    To the nearest sample, frames are equally spaced in time at every sampling rate, so that the frames of two
    copies stay aligned to the end. The channels' powers are averaged, so waves of opposite phase do not
    cancel.

    Parameters
    ----------
    rate : int
        Sampling rate, Hz.
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
        """The centre of each bin, up to HIGH_HZ."""
        middles: NDArray[np.float64] = np.arange(self._inside, dtype=np.float64) * (self._rate / self._length)
        return middles

    def powers(self, block: Samples) -> Powers:
        """Power spectra of the frames that end in this block, shape (frames, bins)."""
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
        """The first samples of the new frames that end at or before sample ``end``."""
        last = max((end - self._length) * PER_SECOND // self._rate + 2, self._next)
        starts: NDArray[np.int64] = np.arange(self._next, last) * self._rate // PER_SECOND
        return starts[starts + self._length <= end]


def band_weights(bins_hz: NDArray[np.float64], edges_hz: NDArray[np.float64]) -> NDArray[np.float32]:
    """Share of each bin that lies in each band.

    Parameters
    ----------
    bins_hz : ndarray of float, shape (bins,)
        Centres of the bins, evenly spaced from 0.
    edges_hz : ndarray of float, shape (bands + 1,)
        Edges of the bands, ascending.

    Returns
    -------
    ndarray of float32, shape (bins, bands)
    """
    width = bins_hz[1]
    low = np.maximum(bins_hz[:, None] - width / 2, edges_hz[:-1])
    high = np.minimum(bins_hz[:, None] + width / 2, edges_hz[1:])
    shares: NDArray[np.float32] = (np.maximum(high - low, 0) / width).astype(np.float32)
    return shares


def blocks_of(sound: Decoder, frames: int) -> Iterator[Samples]:
    """Read a recording to its end as it would be played: clipped at full scale, and NaN as silence.

    Raises
    ------
    AudioError
    """
    for block in sound.blocks(frames):
        np.nan_to_num(block, copy=False, posinf=0, neginf=0)
        np.clip(block, -1, 1, out=block)
        yield block
