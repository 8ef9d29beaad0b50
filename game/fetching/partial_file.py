"""A file that has arrived in part, and which state of the original it is a part of."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from game.atomic_write import put_in_place

ENDING = ".part"


class PartialFile:
    """The beginning of a file, kept beside the place where the whole will be.

    The state of the original, by which a server can tell whether the rest still fits, stands in a small
    file of its own.

    Parameters
    ----------
    target : Path
        Where the whole will be.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self.path = target.with_name(target.name + ENDING)
        self._note = target.with_name(target.name + ENDING + ".of")

    def arrived(self) -> tuple[int, str]:
        """Bytes that are there, and the state that they are of; 0 when they cannot be gone on with."""
        try:
            return self.path.stat().st_size, self._note.read_text(encoding="ascii")
        except (OSError, ValueError):
            return 0, ""

    def begin(self, validator: str) -> BinaryIO:
        """Open it anew, for the original in this state; what was there is gone."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._note.unlink(missing_ok=True)
        file = self.path.open("wb", buffering=0)
        if validator.isascii():
            self._note.write_text(validator, encoding="ascii")
        return file

    def go_on(self) -> BinaryIO:
        """Open it to add to it."""
        return self.path.open("ab", buffering=0)

    def complete(self) -> None:
        """Put the whole into its place, all at once, once its bytes are on the disk."""
        put_in_place(self.path, self._target)
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete it."""
        for file in (self.path, self._note):
            with suppress(FileNotFoundError):
                file.unlink()
