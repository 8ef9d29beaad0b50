"""The log of all processes: one format with the time, and few repetitions."""

import logging
import re
import time
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
MOST_ALIKE = 5  # warnings or errors of one kind
WITHIN_SECONDS = 60.0
MOST_KINDS = 1000
_NUMBER = re.compile(r"0x[0-9a-f]+|\d+")


def set_up_logging(level: int = logging.WARNING) -> None:
    """Log to the error output."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter(FORMAT, TIME_FORMAT)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(Throttle())
    logging.basicConfig(handlers=[handler], level=level)


class Repetitions:
    """Counts what happens again and again, to report a few of each kind a minute.

    Parameters
    ----------
    most : int
        How many of a kind are reported within `WITHIN_SECONDS`.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: dict[str, tuple[float, int]] = {}  # by kind: since when, and how many since

    def left_out(self, kind: str, now: float) -> int | None:
        """How many of a kind were left out before this one; None when this one is to be left out too.

        Parameters
        ----------
        now : float
            Seconds by any clock.
        """
        since, count = self._seen.get(kind, (now, 0))
        earlier = 0
        if now - since >= WITHIN_SECONDS:
            since, count, earlier = now, 0, max(0, count - self._most)
        if kind not in self._seen and len(self._seen) >= MOST_KINDS:
            self._seen.clear()
        self._seen[kind] = since, count + 1
        return earlier if count < self._most else None


class Throttle(logging.Filter):
    """Lets through a few warnings of each kind a minute, and then says how many were left out.

    Lines are of one kind when they differ only in numbers and, for errors, come from the same line of code.
    """

    def __init__(self) -> None:
        super().__init__()
        self._repetitions = Repetitions(MOST_ALIKE)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        left_out = self._repetitions.left_out(_kind(record), record.created)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} more like it)", ()
        return left_out is not None


def _kind(record: logging.LogRecord) -> str:
    kind = f"{record.name} {_NUMBER.sub('#', record.getMessage())[:100]}"
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        kind += f" {type(error).__name__} {_place(error.__traceback__)}"
    return kind


def _place(trace: TracebackType | None) -> str:
    """Where an error was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
