"""A file that another process writes, kept in memory and read again when it has changed."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

LOOK_SECONDS = 5.0
log = logging.getLogger("earwitness.leaderboard")

Content = TypeVar("Content")


class ReloadedFile(Generic[Content]):
    """What is in a file.

    Parameters
    ----------
    read : callable
        From the file's bytes to its content; raises ValueError, LookupError or TypeError for a damaged file.
    nothing : Content
        The content without a file, or of a damaged one.
    loss : str
        What is missing then; for the log.
    """

    def __init__(self, file: Path, read: Callable[[bytes], Content], nothing: Content, loss: str) -> None:
        self._file = file
        self._read = read
        self._nothing = nothing
        self._loss = loss
        self._loaded: tuple[int, int] | None = None
        self.content = nothing

    def load(self) -> None:
        """Read the file if it has changed. It may be large, so do not call this while players wait."""
        stamp = self._stamp()
        if stamp == self._loaded:
            return
        self._loaded = stamp
        self.content = self._parsed() if stamp else self._nothing

    async def keep(self) -> None:
        """Keep loading what is new, in a thread, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._stamp() != self._loaded:
                await asyncio.to_thread(self.load)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            stat = self._file.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _parsed(self) -> Content:
        try:
            return self._read(self._file.read_bytes())
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be read; %s: %s", self._file, self._loss, error)
            return self._nothing
