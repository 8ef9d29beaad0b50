"""The processor time that one recording may take, so that a file made to be slow holds nobody up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from game.sound.sealed import AudioError

READING_SECONDS = 60.0  # to find the sound of a file; the largest ordinary one takes about ten
DECODING_SECONDS = 300.0  # a day of MP3 takes about a minute


class TimeBudget:
    """Counts the processor time of this thread from now on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = time.thread_time()

    def check(self) -> None:
        """Raise `AudioError` when the time is used up."""
        if time.thread_time() - self._began > self._seconds:
            raise AudioError(f"takes longer than {self._seconds:g} s of processor time to read")


class _Current(threading.local):
    budget: TimeBudget | None = None


_current = _Current()


@contextmanager
def time_budget(seconds: float) -> Iterator[None]:
    """Give the block so much processor time; `check_time` within it raises `AudioError` beyond that."""
    before, _current.budget = _current.budget, TimeBudget(seconds)
    try:
        yield
    finally:
        _current.budget = before


def check_time() -> None:
    """Raise `AudioError` when the time of the block around is used up; call it in loops over a file."""
    if _current.budget is not None:
        _current.budget.check()
