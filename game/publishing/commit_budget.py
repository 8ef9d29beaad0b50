"""How many commits an hour the dataset may get, kept over restarts and between processes."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from game.atomic_write import write_whole
from game.hub.repository import Unavailable

COMMITS_AN_HOUR = 100  # the Hub refuses from 128 on, and the host may have other work in the same dataset
HOUR_SECONDS = 3600.0


class CommitBudget:
    """Counts commits in a file; only one process at a time may use it.

    Parameters
    ----------
    file : Path
        Times of the commits of the last hour, in seconds since 1970.
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def spend(self) -> None:
        """Note one commit.

        Raises
        ------
        Unavailable
            When the hour has had its commits; it says how long to wait.
        OSError
            When the file cannot be written.
        """
        now = self._clock()
        times = [at for at in self._read() if now - HOUR_SECONDS < at <= now]
        if len(times) >= COMMITS_AN_HOUR:
            wait = times[-COMMITS_AN_HOUR] + HOUR_SECONDS - now
            raise Unavailable(
                f"the dataset has had {COMMITS_AN_HOUR} commits within an hour, and the Hub allows few more",
                pause_seconds=wait,
            )
        write_whole(self._file, [json.dumps([*times, now]).encode()])

    def _read(self) -> list[float]:
        with suppress(OSError, ValueError, TypeError):
            return [float(at) for at in json.loads(self._file.read_bytes())]
        return []
