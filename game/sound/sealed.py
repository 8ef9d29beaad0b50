"""What is served of a recording: its sound, as spans of the file and a few bytes of our own."""

import os
from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

CHUNK = 64 * 1024  # bytes handed on at a time


class AudioError(Exception):
    """A recording that cannot be served; the message says why, and names neither file nor place."""


class Span(NamedTuple):
    """Bytes of a file, from ``start`` up to but without ``stop``."""

    start: int
    stop: int


Piece = bytes | Span


def length(piece: Piece) -> int:
    """Bytes that a piece stands for."""
    return piece.stop - piece.start if isinstance(piece, Span) else len(piece)


@dataclass(frozen=True)
class Sealed:
    """A recording without names: literal bytes and spans of its file, in the order they are served.

    Attributes
    ----------
    seconds : float
        Length by the stream's own count of samples.
    stamp : tuple of int
        Size and ``mtime_ns`` of the file when it was sealed; another file in its place is not served.
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
        """Bytes served when the whole is asked for."""
        return self._ends[-1]

    def chunks(self, start: int, stop: int) -> Generator[bytes, None, None]:
        """Read the bytes from ``start`` up to ``stop``, blocking, at most 64 KiB at a time.

        Raises
        ------
        AudioError
            When the file has changed since it was sealed.
        OSError
            When it cannot be opened or read.
        """
        with self.path.open("rb", buffering=0) as file:
            if stamp(os.fstat(file.fileno())) != self.stamp:
                raise AudioError("the file has changed since it was sealed")
            for piece in self._cut(start, stop):
                yield from _read(file.fileno(), piece)

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
        yield from (piece[at : at + CHUNK] for at in range(0, len(piece), CHUNK))
        return
    at = piece.start
    while at < piece.stop:
        chunk = os.pread(descriptor, min(CHUNK, piece.stop - at), at)
        if not chunk:
            raise AudioError("the file became shorter while it was read")
        at += len(chunk)
        yield chunk


def stamp(status: os.stat_result) -> tuple[int, int]:
    """What tells one state of a file from another without reading it: bytes, and nanoseconds of its clock."""
    return status.st_size, status.st_mtime_ns
