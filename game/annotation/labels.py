"""A rater's labels: a file of their own, a line for each, on the disk before it is acknowledged."""

import errno
import fcntl
import json
import os
import re
from pathlib import Path
from types import TracebackType

from game.annotation.causes import CAUSES
from game.annotation.items import AnnotationError

RATER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def label_file(folder: Path, rater: str) -> Path:
    """The file of a rater.

    Raises
    ------
    AnnotationError
        When the name cannot be one of a rater.
    """
    if not RATER.fullmatch(rater):
        raise AnnotationError(f"{rater!r}: name a rater with 1 to 40 of a-z, 0-9, - and _")
    return folder / f"{rater}.jsonl"


def read_labels(file: Path) -> dict[str, str]:
    """A rater's labels by item, in the order in which they were given.

    Raises
    ------
    AnnotationError
        When there is no such file, or a line of it is no label.
    """
    try:
        written = file.read_bytes()
    except FileNotFoundError as error:
        raise AnnotationError(f"{file} is not there: this rater has labelled nothing") from error
    except OSError as error:
        raise AnnotationError(f"{file} cannot be read: {error.strerror}") from error
    labels: dict[str, str] = {}
    whole = written[: written.rfind(b"\n") + 1]  # what follows was never acknowledged
    for number, line in enumerate(whole.splitlines(), 1):
        item, cause = _parsed(line, f"{file}:{number}")
        labels.pop(item, None)
        if cause is not None:
            labels[item] = cause
    return labels


class LabelFile:
    """A rater's file, open for one process at a time.

    Attributes
    ----------
    labels : dict of str to str
        The cause by item, in the order in which they were given.

    Raises
    ------
    AnnotationError
        When another process has it open, it cannot be written, or a line of it is no label.
    """

    def __init__(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise AnnotationError(f"{file} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise AnnotationError(f"{file} is open already: this rater is labelling elsewhere") from error
        self._cut_torn_line(file)
        self.labels = read_labels(file)

    def __enter__(self) -> "LabelFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def give(self, item: str, cause: str) -> None:
        """Label an item; it is on the disk when this returns."""
        self._append({"item": item, "cause": cause})
        self.labels.pop(item, None)
        self.labels[item] = cause

    def undo(self) -> str | None:
        """Take the last label back, and return its item; None without any."""
        if not self.labels:
            return None
        item = next(reversed(self.labels))
        self._append({"item": item, "cause": None})
        del self.labels[item]
        return item

    def _append(self, line: dict[str, str | None]) -> None:
        written = json.dumps(line).encode() + b"\n"
        start = os.fstat(self._descriptor).st_size
        try:
            if os.write(self._descriptor, written) < len(written):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._descriptor)
        except OSError as error:
            os.ftruncate(self._descriptor, start)
            raise AnnotationError(f"the label could not be written: {error.strerror}") from error

    def _cut_torn_line(self, file: Path) -> None:
        """A process that was killed while it wrote left a part of a line; another may not follow on it."""
        written = file.read_bytes()
        os.ftruncate(self._descriptor, written.rfind(b"\n") + 1)


def _parsed(line: bytes, where: str) -> tuple[str, str | None]:
    try:
        label = json.loads(line)
        item, cause = label["item"], label["cause"]
    except (ValueError, LookupError, TypeError) as error:
        raise AnnotationError(f"{where}: not a label: {error}") from error
    if not isinstance(item, str) or (cause is not None and cause not in CAUSES):
        raise AnnotationError(f"{where}: {cause!r} is not one of {', '.join(CAUSES)}")
    return item, cause
