"""A download in progress: its first bytes on the disk, and the version of the file they belong to."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from game.atomic_write import put_in_place
from game.sibling_files import beside

ENDING = ".part"


class PartialFile:
    """The beginning of a file, next to the place where the whole will be.

    A second small file holds the validator (ETag or date) of the version that the bytes belong to: with it a
    server can tell whether the rest still fits.

    Parameters
    ----------
    target : Path
        Where the whole file will be.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self.path = beside(target, ENDING)
        self._version = beside(target, ENDING + ".of")

    def arrived(self) -> tuple[int, str]:
        """Bytes held and the validator of their version; 0 when the download cannot be resumed."""
        try:
            return self.path.stat().st_size, self._version.read_text(encoding="ascii")
        except (OSError, ValueError):
            return 0, ""

    def begin(self, validator: str) -> BinaryIO:
        """Start over with this version, and drop the bytes held."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._version.unlink(missing_ok=True)
        file = self.path.open("wb", buffering=0)
        if validator.isascii():
            self._version.write_text(validator, encoding="ascii")
        return file

    def resume(self) -> BinaryIO:
        """Open the file to append to it."""
        return self.path.open("ab", buffering=0)

    def complete(self) -> None:
        """Put the whole file in its place once its bytes are on the disk."""
        put_in_place(self.path, self._target)
        self._version.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete the bytes held."""
        for file in (self.path, self._version):
            with suppress(FileNotFoundError):
                file.unlink()
