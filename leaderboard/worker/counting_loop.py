"""The counting loop: refreshes the leaderboard beside the game, and answers questions in between."""

import json
import logging
import os
import select
import time
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Protocol

log = logging.getLogger("earwitness.leaderboard")

REFRESH_SECONDS = 3.0
MOST_REST_SECONDS = 2.0
READ_BYTES = 65536
QUIET_SECONDS = 120.0
LEAVE_SECONDS = 3.0  # to finish a count when the game ends; an unfinished count is repeated anyway


class Counter(Protocol):
    """What the loop drives."""

    def refresh(self) -> bool:
        """Take in what is new; whether there was something, or more is to come without anything new."""

    def stamp(self) -> str | None:
        """A value that changes with what is counted; None when nothing can tell."""

    def answer(self, question: Mapping[str, Any]) -> Any:
        """Answer a question with JSON types."""


def keep_counting(counter: Counter, questions: BinaryIO, answers: BinaryIO) -> None:
    """Refresh every few seconds and answer questions in between, until the pipe of questions closes.

    When there was nothing new and no question for `QUIET_SECONDS`, it ends. Its last line has, as ``rested``,
    the stamp of what was counted: with another stamp, counting is to begin again.

    Parameters
    ----------
    questions, answers : binary files
        Pipes with one line of JSON per question and answer; an answer repeats the ``number`` of its question.
        An empty line says that somebody is looking. The pipe of questions closes when the game ends, however
        it ends.
    """
    lines = _Lines(questions.fileno())
    due, quiet_since = 0.0, time.monotonic()
    while not lines.ended:
        if (started := time.monotonic()) >= due:
            is_quiet = started - quiet_since >= QUIET_SECONDS
            stamp = counter.stamp() if is_quiet else None  # before the last look: nothing is missed
            if counter.refresh():
                quiet_since = time.monotonic()
            elif stamp is not None and lines.are_none:
                _write(answers, {"rested": stamp})
                return
            took = time.monotonic() - started
            # Leave time for questions and for the game, but do not let the figures get old.
            due = started + max(REFRESH_SECONDS, took + min(took, MOST_REST_SECONDS))
        for line in lines.within(max(0.0, due - time.monotonic())):
            quiet_since = time.monotonic()
            if line:
                _write(answers, _reply(counter, line))


def _write(answers: BinaryIO, line: Mapping[str, Any]) -> None:
    answers.write(json.dumps(line).encode() + b"\n")
    answers.flush()


def _reply(counter: Counter, line: bytes) -> dict[str, Any]:
    """The answer; a question that fails must not stop the counting."""
    question = json.loads(line)
    try:
        reply = {"answer": counter.answer(question)}
    except Exception:
        # Values stay out of the log: they may name a player.
        log.exception("a question could not be answered: %s", ", ".join(question))
        reply = {}
    return {"number": question["number"], **reply}


class _Lines:
    """The lines that arrive on a pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._begun = b""
        self.ended = False

    @property
    def are_none(self) -> bool:
        """Whether nothing has arrived, not even the beginning of a line."""
        return not self._begun and not select.select([self._descriptor], [], [], 0)[0]

    def within(self, seconds: float) -> Iterator[bytes]:
        """The complete lines of the next read; none if nothing arrives in time."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return
        got = os.read(self._descriptor, READ_BYTES)
        self.ended = not got
        *whole, self._begun = (self._begun + got).split(b"\n")
        yield from whole
