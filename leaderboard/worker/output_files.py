"""What one process has worked out, put where another one serves it from."""

import gzip
import hashlib
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from game.atomic_write import write_whole

FOLDER = "leaderboard"  # in the state folder
FIGURES = "figures"  # in that one
BOARD, TABLE, CLIPS, MAP, INTERVALS = "board.json", "board.csv", "clips.json", "map.html", "intervals.json"
LEFT_SECONDS = 3600  # what is still half written then, nobody goes on writing
GZIP_LEVEL = 5
_NAME = re.compile(rf"(?:{FIGURES}/)?[a-z0-9][a-z0-9.-]{{0,119}}")


@dataclass(frozen=True)
class Held:
    """A file as it is served.

    Attributes
    ----------
    etag : str
        Weak, as it stands for the compressed bytes too.
    """

    body: bytes
    etag: str

    @cached_property
    def gzipped(self) -> bytes:
        """The same, compressed."""
        return gzip.compress(self.body, GZIP_LEVEL)


class OutputFiles:
    """A folder of small files: each is replaced whole, and read again only when it was replaced.

    A name is of lower-case letters, digits, dots and dashes, and may have ``figures/`` before it.

    Parameters
    ----------
    folder : Path
        Made when the first file is put there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, tuple[tuple[int, ...], Held]] = {}

    def put(self, name: str, body: bytes) -> None:
        """Put a file there, or in the place of the one that is there.

        Whoever reads meanwhile gets the old one or the new one, never a part.

        Raises
        ------
        ValueError
            When the name is none.
        OSError
            When it cannot be written; the old one is still there.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"no file on the shelf can be called {name[:150]!r}")
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, [body])

    def get(self, name: str) -> Held | None:
        """The file, or None when there is none."""
        if not _NAME.fullmatch(name):
            return None
        try:
            looks = _looks(self.folder / name)
            if name not in self._held or self._held[name][0] != looks:
                body = (self.folder / name).read_bytes()
                self._held[name] = looks, Held(body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
        except (FileNotFoundError, NotADirectoryError):
            self._held.pop(name, None)
            return None
        return self._held[name][1]

    def keep_figures(self, names: Collection[str]) -> None:
        """Take away all figures' files but those called so."""
        for file in (self.folder / FIGURES).glob("[!.]*"):
            if file.name not in names:
                file.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Take away what processes that were killed have left half written."""
        before = time.time() - LEFT_SECONDS
        for pattern in (".*", f"{FIGURES}/.*"):
            for file in self.folder.glob(pattern):
                if file.is_file() and file.stat().st_mtime < before:
                    file.unlink(missing_ok=True)


def _looks(file: Path) -> tuple[int, ...]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
