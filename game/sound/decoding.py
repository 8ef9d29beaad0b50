"""Decoding the samples of a recording from its sealed bytes, the same that a player hears."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import soundfile

from game.sound.sealed import AudioError, Sealed
from game.sound.sealing import seal

_READ = 1 << 18  # bytes read at a time


@contextmanager
def decoder(path: Path) -> Iterator[tuple[Any, Sealed]]:
    """Open a recording to read its samples.

    Yields
    ------
    SoundFile
        For an MP3, its number of frames is an estimate.
    Sealed
        Its ``seconds`` are exact.

    Raises
    ------
    AudioError
        When the recording cannot be sealed or decoded, also within the ``with`` block.
    """
    sealed = seal(path)
    try:
        with soundfile.SoundFile(io.BufferedReader(_SealedFile(sealed), _READ)) as sound:
            yield sound, sealed
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"cannot be decoded: {error}") from error


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
