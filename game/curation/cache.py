"""A cache of measurements, so that another curation with other bounds takes seconds."""

import hashlib
import zlib
from contextlib import suppress
from pathlib import Path

from game.atomic_write import write_whole
from game.sound.sealed import stamp


class Cache:
    """Results of one method, by recording, valid until the recording changes.

    It only saves time: damaged entries are measured again, and the folder may be deleted at any time.

    Parameters
    ----------
    folder : Path
        Holds a file for each recording.
    method : str
        Tells the results of different methods apart.
    """

    def __init__(self, folder: Path, method: str) -> None:
        self._folder = folder
        self._method = method

    def get(self, file: Path) -> bytes | None:
        """Return the result for a recording in its present state."""
        with suppress(OSError):
            entry = self._entry(file).read_bytes()
            if zlib.crc32(entry[4:]) == int.from_bytes(entry[:4], "big"):
                return entry[4:]
        return None

    def put(self, file: Path, result: bytes) -> None:
        """Store the result for a recording, if the disk has room."""
        with suppress(OSError):
            entry = self._entry(file)
            entry.parent.mkdir(parents=True, exist_ok=True)
            write_whole(entry, [zlib.crc32(result).to_bytes(4, "big"), result])

    def _entry(self, file: Path) -> Path:
        key = f"{self._method}\0{file}\0{stamp(file.stat())}"
        return self._folder / hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()[:32]
