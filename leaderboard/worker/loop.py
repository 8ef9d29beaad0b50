"""The counting process: reads new guesses beside the game, works the board out, and answers questions."""

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
LEAVE_SECONDS = 3.0  # for a count that is under way when the game ends; it is made again anyhow


class Counter(Protocol):
    """What is kept going: something that looks for news now and then, and answers."""

    def refresh(self) -> None:
        """Work out what is new."""

    def answer(self, question: Mapping[str, Any]) -> Any:
        """Answer a question in terms of JSON."""


def keep_counting(counter: Counter, questions: BinaryIO, answers: BinaryIO) -> None:
    """Refresh every few seconds and answer in between, until nobody can ask any more.

    Parameters
    ----------
    questions, answers : binary files
        Pipes; a line of JSON each, with the ``number`` that an answer has in common with its question.
        The questions end when the game does, however it ends.
    """
    lines = _Lines(questions.fileno())
    due = 0.0
    while not lines.ended:
        if time.monotonic() >= due:
            started = time.monotonic()
            counter.refresh()
            took = time.monotonic() - started
            # Time for questions, and for the game, but not so much that figures grow old.
            due = started + max(REFRESH_SECONDS, took + min(took, MOST_REST_SECONDS))
        for line in lines.within(max(0.0, due - time.monotonic())):
            answers.write(_reply(counter, line))
            answers.flush()


def _reply(counter: Counter, line: bytes) -> bytes:
    """The answer; a question that cannot be answered must not end the counting."""
    question = json.loads(line)
    try:
        told = {"answer": counter.answer(question)}
    except Exception:
        log.exception("a question could not be answered: %s", line[:500])
        told = {}
    return json.dumps({"number": question["number"], **told}).encode() + b"\n"


class _Lines:
    """Lines of a pipe, as they come."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._begun = b""
        self.ended = False

    def within(self, seconds: float) -> Iterator[bytes]:
        """The whole lines that come until there is one, or the time is over."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return
        got = os.read(self._descriptor, READ_BYTES)
        self.ended = not got
        *whole, self._begun = (self._begun + got).split(b"\n")
        yield from whole
