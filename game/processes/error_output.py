"""What worker processes write to their error output: inherited, or read and logged where the log is JSON."""

import asyncio
import logging
from asyncio.subprocess import PIPE
from collections.abc import Iterable

from game.json_logs import records_of
from game.logs import writes_json

MOST_BYTES = 1024 * 1024  # of a line
LAST_SECONDS = 1.0  # for lines of processes that a worker has started, and that outlive it


def error_pipe() -> int | None:
    """What a worker is given as its error output."""
    return PIPE if writes_json() else None


class ErrorOutput:
    """Logs what a worker writes to its error output.

    A line that is a record of ours is logged as that record, others that come together as a warning.

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
    begun = b""
    while read := await stream.read(MOST_BYTES):
        *lines, begun = (begun + read).split(b"\n")
        if len(begun) > MOST_BYTES:
            lines, begun = [*lines, begun], b""
        _log(lines, process, log)
    _log([begun], process, log)


def _log(lines: Iterable[bytes], process: str, log: logging.Logger) -> None:
    for record in records_of(lines, process, log.name):
        logging.getLogger(record.name).handle(record)
