"""How loud a recording is from beginning to end, for the waveform."""

import io
from pathlib import Path

import numpy as np
import soundfile

from game.sealed import AudioError, Sealed
from game.sealing import seal

_BLOCK = 1 << 16  # frames decoded at a time
_READ = 1 << 18  # bytes read at a time


def measure_peaks(path: Path, count: int = 240) -> list[int]:
    """Decode a recording block by block and measure the loudest sample of each of ``count`` equal stretches.

    Returns
    -------
    list of int
        ``count`` heights: 100 for the loudest stretch, below it the square root of the amplitude, so that
        what is 40 dB quieter still stands 10 high. All 0 for silence.

    Raises
    ------
    AudioError
        When the recording cannot be sealed or decoded.
    """
    sealed = seal(path)
    try:
        with soundfile.SoundFile(io.BufferedReader(_SealedFile(sealed), _READ)) as sound:
            # the decoder only guesses how long an MP3 is
            ends = np.linspace(0, sealed.seconds * sound.samplerate, count + 1).astype(int)
            loudest = np.array([_loudest(sound, int(frames)) for frames in np.diff(ends)])
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"cannot be decoded: {error}") from error
    if not loudest.any():
        return [0] * count
    return [int(height) for height in np.rint(100 * np.sqrt(loudest / loudest.max()))]


def _loudest(sound: soundfile.SoundFile, frames: int) -> float:
    """Read the next ``frames`` and give the largest amplitude, of any channel."""
    loudest = 0.0
    while frames > 0:
        block = sound.read(min(frames, _BLOCK), dtype="float32")
        if not len(block):
            return loudest
        np.nan_to_num(block, copy=False, posinf=0, neginf=0)
        loudest = max(loudest, float(block.max()), float(-block.min()))
        frames -= len(block)
    return loudest


class _SealedFile(io.RawIOBase):
    """What a player hears, as a file: the decoder is shown neither tags nor what stands between frames."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._sealed.size}[whence]
        self._at = max(origin + offset, 0)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        stop = min(self._at + len(buffer), self._sealed.size)
        chunk = next(self._sealed.chunks(self._at, stop), b"")
        buffer[: len(chunk)] = chunk
        self._at += len(chunk)
        return len(chunk)
