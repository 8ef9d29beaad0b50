"""The files that the counting process writes and the game serves."""

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
FIGURES = "figures"  # in FOLDER
AROUND = "around"  # in FOLDER: the same files of the second board
BOARD, TABLE, SAME_CLIPS = "board.json", "board.csv", "same-clips.json"
CLIPS, MAP, INTERVALS = "clips.json", "map.html", "intervals.json"
SENTENCES = "sentences.json"
LEFT_SECONDS = 3600  # a temporary file this old has been abandoned
GZIP_LEVEL = 5
_NAME = re.compile(rf"(?:{FIGURES}/)?[a-z0-9][a-z0-9.-]{{0,119}}")


@dataclass(frozen=True)
class Held:
    """A file as it is served.

    Attributes
    ----------
    etag : str
        Weak, since it also covers the compressed bytes.
    """

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> "Held":
        return cls(body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, GZIP_LEVEL)


class OutputFiles:
    """A folder of small files, each replaced as a whole and re-read only when it has changed.

    Names consist of lower-case letters, digits, dots and dashes, optionally after ``figures/``.

    Parameters
    ----------
    folder : Path
        Created with the first file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, tuple[tuple[int, ...], Held]] = {}

    def put(self, name: str, body: bytes) -> None:
        """Write or replace a file; readers get either the old contents or the new.

        Raises
        ------
        ValueError
            If the name is not allowed.
        OSError
            If it cannot be written; the old file stays.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a valid name for an output file: {name[:150]!r}")
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, [body])

    def get(self, name: str) -> Held | None:
        """The file, or None if it does not exist."""
        if not _NAME.fullmatch(name):
            return None
        try:
            stamp = _stamp(self.folder / name)
            if name not in self._held or self._held[name][0] != stamp:
                body = (self.folder / name).read_bytes()
                self._held[name] = stamp, Held.of(body)
        except (FileNotFoundError, NotADirectoryError):
            self._held.pop(name, None)
            return None
        return self._held[name][1]

    def keep_figures(self, names: Collection[str]) -> None:
        """Delete the files of all other figures."""
        for file in (self.folder / FIGURES).glob("[!.]*"):
            if file.name not in names:
                file.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete temporary files that killed processes have left behind."""
        before = time.time() - LEFT_SECONDS
        for pattern in (".*", f"{FIGURES}/.*"):
            for file in self.folder.glob(pattern):
                if file.is_file() and file.stat().st_mtime < before:
                    file.unlink(missing_ok=True)


def around_outputs(state: Path) -> OutputFiles:
    """The second board's files in a state folder."""
    return OutputFiles(state / FOLDER / AROUND)


def _stamp(file: Path) -> tuple[int, ...]:
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
