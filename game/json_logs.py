"""The log as JSON: one object a line, whatever the message holds and whoever wrote it."""

import io
import json
import logging
import threading
from datetime import UTC, datetime
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
            "message": record.getMessage(),
            "process": getattr(record, PROCESS, self._process),
        }
        if exception := self.formatException(record.exc_info) if record.exc_info else record.exc_text:
            fields["exception"] = exception
        return json.dumps(fields)


def record_of(line: bytes, process: str, logger: str) -> logging.LogRecord | None:
    """The record that a line of another process holds; None for a blank line.

    Parameters
    ----------
    process, logger : str
        Of a line that is no object of ours, such as a traceback's; it is a warning.
    """
    text = line.decode(errors="replace").strip()
    if not text:
        return None
    fields = _fields(text)
    if fields is None:
        made = logging.makeLogRecord({"name": logger, "msg": text, "levelname": "WARNING", "levelno": 30})
        setattr(made, PROCESS, process)
        return made
    made = logging.makeLogRecord(
        {
            "name": fields["logger"],
            "msg": fields["message"],
            "levelname": fields["level"],
            "levelno": logging.getLevelNamesMapping().get(fields["level"], logging.WARNING),
            "created": datetime.fromisoformat(fields["time"]).timestamp(),
            "exc_text": fields.get("exception"),
        }
    )
    setattr(made, PROCESS, fields["process"])
    return made


def _fields(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
        datetime.fromisoformat(found["time"])
    except (ValueError, LookupError, TypeError):
        return None
    return found if all(isinstance(found.get(key), str) for key in KEYS) else None


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
        self._begun = ""
        self._here = threading.local()

    def write(self, text: str) -> int:
        if getattr(self._here, "is_logging", False):  # logging reports a failure of its own
            return len(text)
        *lines, self._begun = (self._begun + text).split("\n")
        self._log(lines)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def flush(self) -> None:
        """Log a line that has not ended: as the interpreter ends, no more of it comes."""
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
