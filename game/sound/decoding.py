"""Samples of a recording, of nothing but what a player hears."""

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
    """Open a recording for reading samples.

    Yields
    ------
    SoundFile
        How many frames it says an MP3 has is a guess.
    Sealed
        Its ``seconds`` are counted.

    Raises
    ------
    AudioError
        When the recording cannot be sealed or decoded; errors inside the ``with`` included.
    """
    sealed = seal(path)
    try:
        with soundfile.SoundFile(io.BufferedReader(_SealedFile(sealed), _READ)) as sound:
            yield sound, sealed
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"cannot be decoded: {error}") from error


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
