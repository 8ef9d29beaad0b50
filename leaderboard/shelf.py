"""What one process has worked out, put where another one serves it from."""

import gzip
import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = "leaderboard"  # in the state folder
BOARD, TABLE, CLIPS, MAP, INTERVALS = "board.json", "board.csv", "clips.json", "map.html", "intervals.json"


@dataclass(frozen=True)
class Held:
    """A file as it is served."""

    body: bytes
    etag: str

    @cached_property
    def gzipped(self) -> bytes:
        """The same, compressed."""
        return gzip.compress(self.body, 5)


class Shelf:
    """A folder of small files: each is replaced whole, and read again only when it was replaced.

    Parameters
    ----------
    folder : Path
        Made when the first file is put there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, tuple[int, Held]] = {}

    def put(self, name: str, body: bytes) -> None:
        """Put a file there, or in the place of the one that is there.

        Whoever reads meanwhile gets the old one or the new one, never a part.
        """
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        written = file.with_name(f".{file.name}.{os.getpid()}")
        written.write_bytes(body)
        written.replace(file)

    def get(self, name: str) -> Held | None:
        """The file, or None when there is none."""
        try:
            changed = (self.folder / name).stat().st_mtime_ns
            if name not in self._held or self._held[name][0] != changed:
                body = (self.folder / name).read_bytes()
                self._held[name] = changed, Held(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        except FileNotFoundError:
            return None
        return self._held[name][1]
