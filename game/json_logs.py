"""The log as JSON: one object a line, whatever the message holds and whoever wrote it."""

import io
import json
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import TextIO

KEYS = ("time", "level", "logger", "message", "process")
PROCESS = "of_process"  # attribute of a record that another process made


class JsonFormatter(logging.Formatter):
    """Formats a record as a JSON object in ASCII: no character of a message can end its line.

    Parameters
    ----------
    process : str
        What this process is called in its lines.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": _time(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().rstrip("\n"),
            "process": getattr(record, PROCESS, self._process),
        }
        if exception := self.formatException(record.exc_info) if record.exc_info else record.exc_text:
            fields["exception"] = exception
        return json.dumps(fields)


def records_of(lines: Iterable[bytes], process: str, logger: str) -> Iterator[logging.LogRecord]:
    """The records that lines of another process hold.

    Lines of ours are what they were there. Others that follow each other, as a traceback's, are a warning.

    Parameters
    ----------
    process, logger : str
        Of such a warning.
    """
    texts = (line.decode(errors="replace").rstrip() for line in lines)
    read = ((text, _fields(text)) for text in texts)
    for is_ours, group in groupby(read, key=lambda one: one[1] is not None):
        if is_ours:
            yield from (_record(fields) for _, fields in group if fields)
        elif message := "\n".join(text for text, _ in group).strip("\n"):
            yield _warning(message, process, logger)


def _record(fields: Mapping[str, str]) -> logging.LogRecord:
    level = fields["level"]
    return logging.makeLogRecord(
        {
            "name": fields["logger"],
            "msg": fields["message"],
            "levelname": level,
            "levelno": logging.getLevelNamesMapping().get(level, logging.WARNING),
            "created": datetime.fromisoformat(fields["time"]).timestamp(),
            "exc_text": fields.get("exception"),
            PROCESS: fields["process"],
        }
    )


def _warning(message: str, process: str, logger: str) -> logging.LogRecord:
    known = {"name": logger, "msg": message, PROCESS: process}
    return logging.makeLogRecord({**known, "levelname": "WARNING", "levelno": logging.WARNING})


def _fields(text: str) -> dict[str, str] | None:
    """The fields of a line of ours; None for any other."""
    try:
        found = json.loads(text)
        datetime.fromisoformat(found["time"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    values = [found.get(key) for key in KEYS] + [found.get("exception", "")]
    return found if all(isinstance(value, str) for value in values) else None


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class LoggedLines(io.TextIOBase):
    """Stands in for an output stream: what libraries and the interpreter write to it is logged line by line.

    Parameters
    ----------
    stream : TextIO
        The stream in whose place this is.
    """

    def __init__(self, stream: TextIO, logger: logging.Logger, level: int) -> None:
        self._stream = stream
        self._logger = logger
        self._level = level
        self._begun = ""  # a line that has not ended
        self._taking = threading.Lock()
        self._here = threading.local()

    def write(self, text: str) -> int:
        if getattr(self._here, "is_logging", False):  # logging reports a failure of its own
            return len(text)
        with self._taking:
            *lines, self._begun = (self._begun + text).split("\n")
        self._log(lines)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def flush(self) -> None:
        """Log a line that has not ended: as the interpreter ends, no more of it comes."""
        with self._taking:
            lines, self._begun = [self._begun], ""
        self._log(lines)

    def _log(self, lines: list[str]) -> None:
        self._here.is_logging = True
        try:
            for line in lines:
                if line.strip():
                    self._logger.log(self._level, "%s", line.rstrip())
        finally:
            self._here.is_logging = False
