"""A sealed recording: the bytes to serve, as spans of the file and a few literal bytes."""

import os
from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

CHUNK = 64 * 1024  # bytes read at a time
LEAST_RATE, MOST_RATE = 3_000, 768_000  # Hz, of Chromium's media/base/limits.h


class AudioError(Exception):
    """A recording cannot be served. The message says why, and names neither the file nor the place."""


class Span(NamedTuple):
    """Bytes of a file, from ``start`` up to, but not including, ``stop``."""

    start: int
    stop: int


Piece = bytes | Span


def check_rate(rate: float) -> None:
    """Refuse a sampling rate that browsers do not play.

    Raises
    ------
    AudioError
    """
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise AudioError(
            f"has a sampling rate of {rate:,} Hz, which browsers do not play: save it with 48,000"
        )


def length(piece: Piece) -> int:
    return piece.stop - piece.start if isinstance(piece, Span) else len(piece)


@dataclass(frozen=True)
class Sealed:
    """A recording stripped of names: literal bytes and spans of its file, in the order of serving.

    Attributes
    ----------
    seconds : float
        Length, from the stream's own count of samples.
    stamp : tuple of int
        Size and ``mtime_ns`` of the file when it was sealed. If they change, it is not served.
    """

    path: Path
    media_type: str
    seconds: float
    pieces: tuple[Piece, ...]
    stamp: tuple[int, int]

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(length, self.pieces)))

    @property
    def size(self) -> int:
        """Total number of bytes to serve."""
        return self._ends[-1]

    def check(self) -> None:
        """Look whether the file is as it was sealed.

        Raises
        ------
        AudioError
            When it has changed.
        OSError
            When it is gone.
        """
        self._compare(self.path.stat())

    def chunks(self, start: int, stop: int) -> Generator[bytes, None, None]:
        """Read the bytes from ``start`` up to ``stop``, at most 64 KiB at a time; blocks.

        Raises
        ------
        AudioError
            When the file has changed since it was sealed.
        OSError
            When it cannot be opened or read.
        """
        with self.path.open("rb", buffering=0) as file:
            self._compare(os.fstat(file.fileno()))
            for piece in self._cut(start, stop):
                yield from _read(file.fileno(), piece)

    def _compare(self, status: os.stat_result) -> None:
        if stamp(status) != self.stamp:
            raise AudioError("the file has changed since it was sealed")

    def _cut(self, start: int, stop: int) -> Iterator[Piece]:
        first = bisect_right(self._ends, start)
        for piece, end in zip(self.pieces[first:], self._ends[first:], strict=True):
            begin = end - length(piece)
            if begin >= stop:
                return
            low, high = max(start - begin, 0), min(stop, end) - begin
            yield Span(piece.start + low, piece.start + high) if isinstance(piece, Span) else piece[low:high]


def _read(descriptor: int, piece: Piece) -> Iterator[bytes]:
    if not isinstance(piece, Span):
        yield from (piece[start : start + CHUNK] for start in range(0, len(piece), CHUNK))
        return
    position = piece.start
    while position < piece.stop:
        chunk = os.pread(descriptor, min(CHUNK, piece.stop - position), position)
        if not chunk:
            raise AudioError("the file became shorter while it was read")
        position += len(chunk)
        yield chunk


def stamp(status: os.stat_result) -> tuple[int, int]:
    """Size and modification time (ns): they show without reading a file whether it has changed."""
    return status.st_size, status.st_mtime_ns
