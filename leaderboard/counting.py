"""The counting process: reads new guesses beside the game, works the board out, and answers questions."""

import json
import logging
import os
import select
import time
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Protocol

log = logging.getLogger("earwitness.leaderboard")

REFRESH_SECONDS = 5.0
READ_BYTES = 65536


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
    while True:
        if time.monotonic() >= due:
            started = time.monotonic()
            counter.refresh()
            # As long a rest as it took: the game has the machine at least half of the time.
            due = max(started + REFRESH_SECONDS, 2 * time.monotonic() - started)
        for line in lines.within(max(0.0, due - time.monotonic())):
            question = json.loads(line)
            reply = {"number": question["number"], "answer": counter.answer(question)}
            answers.write(json.dumps(reply).encode() + b"\n")
            answers.flush()
        if lines.ended:
            return


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
