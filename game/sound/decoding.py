"""Decoding the samples of a recording from its sealed bytes, the same that a player hears."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from game.sound import decoder_messages
from game.sound.sealed import AudioError, Sealed
from game.sound.sealing import seal
from game.sound.time_budget import DECODING_SECONDS, TimeBudget

Samples = NDArray[np.float32]  # frames by channels

_READ = 1 << 18  # bytes read at a time
_BLOCK = 1 << 16  # frames decoded at a time
_TOLERANCE_SECONDS = 0.25  # what an encoder adds in front and behind, which some decoders take off


class Decoder:
    """The samples of one recording.

    Attributes
    ----------
    sealed : Sealed
    rate : int
        Sampling rate, Hz.
    channels : int
    """

    def __init__(self, sealed: Sealed, sound: soundfile.SoundFile, budget_seconds: float) -> None:
        self.sealed = sealed
        self.rate: int = sound.samplerate
        self.channels: int = sound.channels
        self._sound = sound
        self._budget_seconds = budget_seconds

    def blocks(self, frames: int = _BLOCK, most_frames: int | None = None) -> Iterator[Samples]:
        """Decode to the end, or up to ``most_frames``.

        Yields
        ------
        ndarray of float32, shape (frames, channels)
            All but the last have ``frames`` frames.

        Raises
        ------
        AudioError
            When it takes too long, or the sound ends before the recording does.
        """
        budget, done = TimeBudget(self._budget_seconds), 0
        while most_frames is None or done < most_frames:
            wanted = frames if most_frames is None else min(frames, most_frames - done)
            block = self._read(wanted)
            done += len(block)
            budget.check()
            if len(block):
                yield block
            if len(block) < wanted:
                break
        else:
            return
        if done / self.rate < self.sealed.seconds - _TOLERANCE_SECONDS:
            raise AudioError(
                f"can be decoded for {done / self.rate:.1f} of its {self.sealed.seconds:.1f} seconds only"
            )

    def _read(self, frames: int) -> Samples:
        with _decoding():  # `out` makes it read on where the number of frames in the header is too small
            block: Samples = self._sound.read(out=np.empty((frames, self.channels), np.float32))
        return block


@contextmanager
def decoder(path: Path, budget_seconds: float = DECODING_SECONDS) -> Iterator[Decoder]:
    """Open a recording to read its samples.

    Raises
    ------
    AudioError
        When the recording cannot be sealed or opened.
    """
    with decoder_of(seal(path), budget_seconds) as opened:
        yield opened


@contextmanager
def decoder_of(sealed: Sealed, budget_seconds: float = DECODING_SECONDS) -> Iterator[Decoder]:
    """Open a sealed recording to read its samples.

    Raises
    ------
    AudioError
        When it cannot be opened.
    """
    with _decoding():
        sound = soundfile.SoundFile(io.BufferedReader(_SealedFile(sealed), _READ))
    with sound:
        yield Decoder(sealed, sound, budget_seconds)


@contextmanager
def _decoding() -> Iterator[None]:
    try:
        with decoder_messages.caught():
            yield
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError("cannot be decoded: its data are damaged") from error


class _SealedFile(io.RawIOBase):
    """A sealed recording as a file object: the decoder sees neither tags nor data between frames."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._sealed.size}[whence]
        self._position = max(origin + offset, 0)
        return self._position

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        stop = min(self._position + len(buffer), self._sealed.size)
        chunk = next(self._sealed.chunks(self._position, stop), b"")
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)
