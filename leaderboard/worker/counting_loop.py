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
LEAVE_SECONDS = 3.0  # to finish a count when the game ends; an unfinished count is repeated anyway


class Counter(Protocol):
    """What the loop drives."""

    def refresh(self) -> None:
        """Take in what is new."""

    def answer(self, question: Mapping[str, Any]) -> Any:
        """Answer a question with JSON types."""


def keep_counting(counter: Counter, questions: BinaryIO, answers: BinaryIO) -> None:
    """Refresh every few seconds and answer questions in between, until the pipe of questions closes.

    Parameters
    ----------
    questions, answers : binary files
        Pipes with one line of JSON per question and answer; an answer repeats the ``number`` of its question.
        The pipe of questions closes when the game ends, however it ends.
    """
    lines = _Lines(questions.fileno())
    due = 0.0
    while not lines.ended:
        if time.monotonic() >= due:
            started = time.monotonic()
            counter.refresh()
            took = time.monotonic() - started
            # Leave time for questions and for the game, but do not let the figures get old.
            due = started + max(REFRESH_SECONDS, took + min(took, MOST_REST_SECONDS))
        for line in lines.within(max(0.0, due - time.monotonic())):
            answers.write(_reply(counter, line))
            answers.flush()


def _reply(counter: Counter, line: bytes) -> bytes:
    """The answer as a line; a question that fails must not stop the counting."""
    question = json.loads(line)
    try:
        reply = {"answer": counter.answer(question)}
    except Exception:
        # Values stay out of the log: they may name a player.
        log.exception("a question could not be answered: %s", ", ".join(question))
        reply = {}
    return json.dumps({"number": question["number"], **reply}).encode() + b"\n"


class _Lines:
    """The lines that arrive on a pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._begun = b""
        self.ended = False

    def within(self, seconds: float) -> Iterator[bytes]:
        """The complete lines of the next read; none if nothing arrives in time."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return
        got = os.read(self._descriptor, READ_BYTES)
        self.ended = not got
        *whole, self._begun = (self._begun + got).split(b"\n")
        yield from whole
