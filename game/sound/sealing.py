"""Sealing: stripping everything but the sound from a recording, such as tags, names and pictures."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from game.sound.containers import refusal
from game.sound.flac import seal_flac
from game.sound.mp3 import seal_mp3
from game.sound.ogg import seal_ogg
from game.sound.sealed import AudioError, Piece, Sealed, stamp
from game.sound.tags import without_tags
from game.sound.time_budget import READING_SECONDS, time_budget
from game.sound.wav import seal_wav

__all__ = ["AudioError", "Sealed", "seal"]

MAX_SIZE = 512 * 1024**2  # bytes; the whole file is in memory while it is sealed
MOST_SECONDS = 86_400.0

_Sealer = Callable[[bytes, int, int], tuple[list[Piece], float]]
_KINDS: dict[bytes, tuple[str, _Sealer]] = {
    b"OggS": ("audio/ogg", seal_ogg),
    b"fLaC": ("audio/flac", seal_flac),
    b"RIFF": ("audio/wav", seal_wav),
    b"RF64": ("audio/wav", seal_wav),
    b"BW64": ("audio/wav", seal_wav),
}


def seal(path: Path, budget_seconds: float = READING_SECONDS) -> Sealed:
    """Find the bytes of a recording that may be served. Its format is told from its content, not its name.

    Frames of FLAC, samples of WAV, packets of Ogg and what is heard of MP3 frames stay bit for bit the same.
    Numbers around them that tell a length become right.

    Parameters
    ----------
    path : Path
        An MP3 (Layer III), Ogg (Vorbis, Opus), FLAC or WAV file.
    budget_seconds : float
        Processor time that it may take.

    Raises
    ------
    AudioError
        When it has another format, is damaged, takes too long, or cannot be read.
    """
    data, file_stamp = _read(path)
    if not data:
        raise AudioError("is empty")
    with time_budget(budget_seconds):
        media_type, pieces, seconds = _sound(data)
    if seconds > MOST_SECONDS:
        raise AudioError(f"lasts {seconds / 3600:.0f} hours, longer than a day")
    return Sealed(path, media_type, seconds, pieces, file_stamp)


def _sound(data: bytes) -> tuple[str, tuple[Piece, ...], float]:
    start, stop = without_tags(data)
    magic = data[start : start + 4]
    if magic not in _KINDS and (why := refusal(data, start, stop)):
        raise AudioError(why)
    media_type, sealer = _KINDS.get(magic, ("audio/mpeg", seal_mp3))
    pieces, seconds = sealer(data, start, stop)
    return media_type, tuple(pieces), seconds


def _read(path: Path) -> tuple[bytes, tuple[int, int]]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would block forever
            raise AudioError("is not a file")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > MAX_SIZE:
                raise AudioError(f"is larger than {MAX_SIZE // 1024**2} MiB")
            return file.read(), stamp(status)
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}") from error
