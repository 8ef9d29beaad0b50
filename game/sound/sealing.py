"""Sealing: stripping everything but the sound from a recording, such as tags, names and pictures."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from game.sound.flac import seal_flac
from game.sound.mp3 import seal_mp3
from game.sound.ogg import seal_ogg
from game.sound.sealed import AudioError, Piece, Sealed, stamp
from game.sound.tags import without_tags
from game.sound.wav import seal_wav

__all__ = ["AudioError", "Sealed", "seal"]

MAX_SIZE = 512 * 1024**2  # bytes; the whole file is in memory while it is sealed

_Sealer = Callable[[bytes, int, int], tuple[list[Piece], float]]
_KINDS: dict[bytes, tuple[str, _Sealer]] = {
    b"OggS": ("audio/ogg", seal_ogg),
    b"fLaC": ("audio/flac", seal_flac),
    b"RIFF": ("audio/wav", seal_wav),
}
_REFUSED = {
    b"RF64": "is RF64, which browsers do not play: save it as FLAC",
    b"BW64": "is BW64, which browsers do not play: save it as FLAC",
    b"riff": "is Wave64, which browsers do not play: save it as FLAC",
    b"RIFX": "is big-endian WAV, which browsers do not play: save it as FLAC",
}


def seal(path: Path) -> Sealed:
    """Find the bytes of a recording that may be served. Its format is told from its content, not its name.

    Frames of MP3 and FLAC, samples of WAV and packets of Ogg stay bit for bit the same.

    Parameters
    ----------
    path : Path
        An MP3 (Layer III), Ogg (Vorbis, Opus), FLAC or WAV file.

    Raises
    ------
    AudioError
        When it has another format, is damaged, or cannot be read.
    """
    data, file_stamp = _read(path)
    start, stop = without_tags(data)
    magic = data[start : start + 4]
    if magic in _REFUSED:
        raise AudioError(_REFUSED[magic])
    media_type, sealer = _KINDS.get(magic, ("audio/mpeg", seal_mp3))
    pieces, seconds = sealer(data, start, stop)
    return Sealed(path, media_type, seconds, tuple(pieces), file_stamp)


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
