"""The log of all processes: lines for people or JSON, and few repetitions."""

import logging
import os
import re
import sys
import threading
import time
from types import TracebackType
from typing import NoReturn

from game.json_logs import JsonFormatter, LoggedLines

LOG_VARIABLE = "EARWITNESS_LOG"  # read here too, so that a start that other settings end is logged as asked

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
MOST_ALIKE = 5  # warnings or errors of one kind
WITHIN_SECONDS = 60.0
MOST_KINDS = 1000
_NUMBER = re.compile(r"0x[0-9a-f]+|\d+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
log = logging.getLogger("earwitness")


def set_up_logging(process: str = "", level: int = logging.WARNING) -> None:
    """Log to the error output; processes of the game in the form that EARWITNESS_LOG asks for.

    Parameters
    ----------
    process : str
        What a process of the game is called in JSON; empty for a command, which speaks to people.
    """
    handler = logging.StreamHandler(sys.stderr)
    is_json = bool(process) and os.environ.get(LOG_VARIABLE, "").strip().lower() == "json"
    handler.setFormatter(JsonFormatter(process) if is_json else TextFormatter())
    handler.addFilter(Throttle())
    logging.basicConfig(handlers=[handler], level=level)
    if is_json:
        _log_what_is_written()


def writes_json() -> bool:
    """Whether this process logs JSON."""
    return any(isinstance(handler.formatter, JsonFormatter) for handler in logging.getLogger().handlers)


def log_output() -> None:
    """Where the log is JSON, log what libraries would print; for a process whose output is for people."""
    if writes_json():
        sys.stdout = LoggedLines(sys.stdout, logging.getLogger("stdout"), logging.WARNING)


def say(message: str) -> None:
    """Tell whoever started the game something, on the output; as part of the log where that is JSON."""
    if writes_json():
        log.info("%s", message)
    else:
        print(message, flush=True)


def give_up(message: str) -> NoReturn:
    """End the process with a message, in the same way.

    Raises
    ------
    SystemExit
    """
    if not writes_json():
        sys.exit(message)
    log.critical("%s", message)
    sys.exit(1)


def _log_what_is_written() -> None:
    """Log what libraries and the interpreter would write to the error output, and why the process ends."""
    sys.stderr = LoggedLines(sys.stderr, logging.getLogger("stderr"), logging.WARNING)
    logging.captureWarnings(True)

    def failed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.critical("the process ends", exc_info=(kind, error, trace))

    def failed_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error("a thread ends", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook, threading.excepthook = failed, failed_thread


class TextFormatter(logging.Formatter):
    """Formats a record for people. Only its first line begins at the margin: no message forges another."""

    def __init__(self) -> None:
        super().__init__(FORMAT, TIME_FORMAT)
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace("\r\n", "\n").replace("\n", "\n  ")
        return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


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
