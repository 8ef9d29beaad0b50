"""What worker processes write to their error output: inherited, or read and logged where the log is JSON."""

import asyncio
import contextlib
import logging
from asyncio.subprocess import PIPE

from game.json_logs import record_of
from game.logs import writes_json

LAST_SECONDS = 1.0  # for lines of processes that a worker has started, and that outlive it


def error_pipe() -> int | None:
    """What a worker is given as its error output."""
    return PIPE if writes_json() else None


class ErrorOutput:
    """Logs what a worker writes to its error output.

    A line that is a record of ours is logged as that record, every other one as a warning.

    Parameters
    ----------
    stream : StreamReader or None
        None where the worker has inherited the game's.
    process : str
        What the worker is called in the log.
    """

    def __init__(self, stream: asyncio.StreamReader | None, process: str, log: logging.Logger) -> None:
        self._reading = asyncio.create_task(_read(stream, process, log)) if stream else None

    async def end(self) -> None:
        """Read the last lines, once the worker has ended."""
        if self._reading:
            await asyncio.wait([self._reading], timeout=LAST_SECONDS)
            self._reading.cancel()


async def _read(stream: asyncio.StreamReader, process: str, log: logging.Logger) -> None:
    line = b"\n"
    while line:
        with contextlib.suppress(ValueError):  # a line that is too long is lost
            line = await stream.readline()
            if record := record_of(line, process, log.name):
                logging.getLogger(record.name).handle(record)
