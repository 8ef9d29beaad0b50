"""Which sealed recordings a proxy may send in the game's stead, and where it finds them."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from game.sound.sealed import AudioError, Sealed
from game.sound.sealed_files import SealedFiles

PAUSE_SECONDS = 60.0  # without writing, after a file could not be written
SWEEP_SECONDS = 3600.0
log = logging.getLogger("earwitness.recordings")


class SealedHandover:
    """Hands recordings over to a proxy once their files are written; until then the game sends them.

    Parameters
    ----------
    location : str
        Path at which the proxy serves the files, with a slash at both ends.
    seconds : callable
        A monotonic clock.
    """

    def __init__(
        self, location: str, files: SealedFiles, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._location = location
        self._files = files
        self._seconds = seconds
        self._writing: set[Path] = set()
        self._resume_at = 0.0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sealed")

    def find(self, sealed: Sealed) -> str | None:
        """The path at which the proxy has a recording; None while it is being written.

        Raises
        ------
        AudioError, OSError
            When the recording has changed since it was sealed, or is gone.
        """
        if name := self._files.find(sealed):
            return self._location + name
        if sealed.path not in self._writing and self._seconds() >= self._resume_at:
            self._writing.add(sealed.path)
            self._worker.submit(self._write, sealed)
        return None

    async def keep(self) -> None:
        """Delete files that are not used any more, again and again."""
        while True:
            await asyncio.to_thread(self._files.sweep)
            await asyncio.sleep(SWEEP_SECONDS)

    def close(self) -> None:
        self._worker.shutdown(cancel_futures=True)

    def _write(self, sealed: Sealed) -> None:
        try:
            self._files.write(sealed)
        except (AudioError, OSError) as error:
            self._resume_at = self._seconds() + PAUSE_SECONDS
            log.warning("cannot write a sealed recording for the proxy, so the game sends it: %s", error)
        finally:
            self._writing.discard(sealed.path)
