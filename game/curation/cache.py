"""What was measured before, so that another try with other bounds takes seconds."""

import hashlib
import zlib
from contextlib import suppress
from pathlib import Path

from game.atomic_write import write_whole
from game.sound.sealed import stamp


class Cache:
    """Remembers what one way of measuring found in files, until they change.

    It only saves time: what is damaged is measured again, and the folder may be deleted at any time.

    Parameters
    ----------
    folder : Path
        Of ours; a file for each recording.
    how : str
        Tells one way of measuring from another.
    """

    def __init__(self, folder: Path, how: str) -> None:
        self._folder = folder
        self._how = how

    def recall(self, file: Path) -> bytes | None:
        """What was found in a file as it is now."""
        with suppress(OSError):
            found = self._place(file).read_bytes()
            if zlib.crc32(found[4:]) == int.from_bytes(found[:4], "big"):
                return found[4:]
        return None

    def keep(self, file: Path, found: bytes) -> None:
        """Remember what was found in a file, if there is room to."""
        with suppress(OSError):
            place = self._place(file)
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, [zlib.crc32(found).to_bytes(4, "big"), found])

    def _place(self, file: Path) -> Path:
        told = f"{self._how}\0{file}\0{stamp(file.stat())}"
        return self._folder / hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()[:32]
