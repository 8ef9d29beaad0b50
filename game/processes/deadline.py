"""The time by which a stop has to be over."""

import time
from collections.abc import Callable


class Deadline:
    """Counts down once it is started.

    Parameters
    ----------
    seconds : float
        From the start to the end.
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end: float | None = None

    def start(self) -> None:
        """Begin to count down; does nothing if that has begun."""
        if self._end is None:
            self._end = self._clock() + self.seconds

    @property
    def has_started(self) -> bool:
        return self._end is not None

    def remaining(self) -> float:
        """Seconds that are left, at least 0; all of them before the start."""
        return self.seconds if self._end is None else max(0.0, self._end - self._clock())
