"""The journal: every question and reply, on disk before anything else happens."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from game.json_types import Json
from leaderboard.evaluation.errors import EvaluationError


class JournalError(EvaluationError):
    """A journal that cannot be used or written; the message says which one, and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A saved reply.

    Attributes
    ----------
    body : str
        As the server sent it.
    usd : float
        What it cost, or was assumed to cost.
    note : mapping
        What the question recorded about what was sent.
    at : str
        When it arrived, UTC.
    """

    body: str
    usd: float
    note: Mapping[str, Any]
    at: str


@dataclass
class _Seen:
    """The totals of all lines so far."""

    settings: Json | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    settled_usd: float = 0.0
    open: dict[str, tuple[str, float]] = field(default_factory=dict)  # by call: key, and the most it may cost
    lost: int = 0
    damaged: int = 0

    def take(self, line: Json) -> None:
        """Add a line. A damaged line raises a lookup or type error and changes nothing."""
        kind, call, usd = line.get("is"), line.get("call"), float(line.get("usd") or 0)
        if kind == "settings":
            self.settings = line["settings"]
        elif kind == "asked":
            self.open[str(call)] = (line["key"], usd)
        elif kind in ("answer", "unread", "lost", "unpaid"):
            if kind == "answer":
                self.answers.setdefault(line["key"], Answer(line["body"], usd, line["note"], line["at"]))
            self.open.pop(str(call), None)
            self.settled_usd += usd
            self.lost += kind == "lost"


class Journal:
    """An append-only file of calls: `with Journal.open(file, settings) as journal`.

    When a method returns, its line is on disk (fsync). A line that a crash cut short is recognised as such
    and left in place. Only one process at a time may hold a journal.
    """

    def __init__(self, file: Path, lock: FileLock, seen: _Seen, descriptor: int, whole: bool) -> None:
        self.file = file
        self._lock = lock
        self._seen = seen
        self._descriptor = descriptor
        self._whole = whole  # whether the last line is complete
        self._calls = 0

    @classmethod
    def open(cls, file: Path, settings: Json) -> "Journal":
        """Open a journal, or start one.

        Parameters
        ----------
        settings : dict
            What makes answers comparable: model, prompt, audio format and so on; JSON types.

        Raises
        ------
        JournalError
            If another process holds it, it was started with other settings, or it cannot be read or written.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(file.with_name(f".{file.name}.lock"))
            lock.acquire(timeout=0)
        except Timeout:
            raise JournalError(f"{file} is in use by another process: wait for it to end.") from None
        except OSError as error:
            raise JournalError(f"{file} cannot be written: {error.strerror}.") from error
        try:
            return cls._opened(file, lock, settings)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened(cls, file: Path, lock: FileLock, settings: Json) -> "Journal":
        try:
            seen, whole = _read(file)
            _check(file, seen, settings)
            descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise JournalError(f"{file} cannot be opened: {error.strerror}.") from error
        journal = cls(file, lock, seen, descriptor, whole)
        try:
            if seen.settings is None:
                journal._append({"is": "settings", "settings": settings})
                _keep_name(file)
        except BaseException:
            os.close(descriptor)
            raise
        return journal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        self._lock.release()

    @property
    def answers(self) -> Mapping[str, Answer]:
        """By key, the first reply that was saved."""
        return self._seen.answers

    @property
    def spent_usd(self) -> float:
        """The total cost; calls without a reply count at the most they may cost."""
        return self._seen.settled_usd + sum(usd for _, usd in self._seen.open.values())

    @property
    def unsure(self) -> int:
        """How many calls may have been paid for without a reply."""
        return self._seen.lost + len(self._seen.open)

    @property
    def damaged(self) -> int:
        """How many lines are unreadable: cut short by a crash, or edited by hand."""
        return self._seen.damaged

    def asked(self, key: str, usd: float) -> str:
        """Record that a call is about to be made, and the most it may cost; returns the call's id."""
        self._calls += 1
        call = f"{os.getpid()}.{time.time_ns()}.{self._calls}"
        self._append({"is": "asked", "key": key, "call": call, "usd": usd})
        return call

    def answer(self, key: str, call: str, body: str, usd: float, note: Mapping[str, Any]) -> None:
        """Save an answer; whatever fails afterwards, it is not asked for again."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = {"is": "answer", "key": key, "call": call, "usd": usd, "at": at, "note": note, "body": body}
        self._append(line)

    def unread(self, key: str, call: str, body: str, usd: float, why: str) -> None:
        """Save a reply that is not an answer but may have cost something."""
        self._append({"is": "unread", "key": key, "call": call, "usd": usd, "why": why, "body": body})

    def lost(self, key: str, call: str, usd: float, why: str) -> None:
        """Record that a call may have been paid for although no complete reply arrived."""
        self._append({"is": "lost", "key": key, "call": call, "usd": usd, "why": why})

    def unpaid(self, key: str, call: str, why: str) -> None:
        """Record that a call brought nothing and cost nothing."""
        self._append({"is": "unpaid", "key": key, "call": call, "why": why})

    def _append(self, line: Json) -> None:
        # ASCII, because a server may send half a surrogate pair.
        text = json.dumps(line, separators=(",", ":"))
        try:
            self._write(text.encode() + b"\n")
        except OSError as error:
            raise JournalError(
                f"{self.file} cannot be written: {error.strerror}. Free some space and run the same command "
                f"again. If this line holds an answer, append it to the file by hand first: {text}"
            ) from error
        self._seen.take(line)

    def _write(self, data: bytes) -> None:
        view = memoryview(data if self._whole else b"\n" + data)
        self._whole = False
        while view:
            view = view[os.write(self._descriptor, view) :]
        os.fsync(self._descriptor)
        self._whole = True


def _read(file: Path) -> tuple[_Seen, bool]:
    """A file's contents, and whether its last line is complete."""
    seen = _Seen()
    data = file.read_bytes() if file.exists() else b""
    for line in data.splitlines():
        try:
            seen.take(json.loads(line))
        except (ValueError, LookupError, TypeError, AttributeError):
            seen.damaged += bool(line.strip())
    if data.strip() and seen.settings is None:
        raise JournalError(f"{file} exists but is not a journal: choose another file with --out.")
    return seen, data.endswith(b"\n") or not data


def _check(file: Path, seen: _Seen, settings: Json) -> None:
    """Refuse to mix answers to different questions in one file."""
    begun = settings if seen.settings is None else seen.settings
    differ = [name for name in {**begun, **settings} if begun.get(name) != settings.get(name)]
    if differ:
        changes = ", ".join(
            f"{name} {_short(begun.get(name))}, not {_short(settings.get(name))}" for name in differ
        )
        raise JournalError(
            f"{file} was started with {changes}: use the same settings, or choose another file with --out."
        )


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _keep_name(file: Path) -> None:
    """Sync the folder: until then a crash loses a new file."""
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
