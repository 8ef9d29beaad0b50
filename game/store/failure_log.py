"""A log of a database's failures that a full disk cannot flood: the first of each kind, then counts."""

import logging
import time
from collections.abc import Callable

from game.logs import Repetitions
from game.store.errors import StoreUnavailable

log = logging.getLogger("earwitness.store")


class FailureLog:
    """Logs a failure of each kind at once, and then how many there were, at most once a minute.

    Parameters
    ----------
    seconds : callable
        A monotonic clock.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._repetitions = Repetitions(1)

    def note(self, error: StoreUnavailable) -> None:
        """Log or count a failure."""
        more = self._repetitions.left_out(error.kind, self._seconds())
        if more is None:
            return
        counted = f" ({more:,} more since the last such line)" if more else ""
        log.error("nothing can be stored: %s%s [%s]", error.why, counted, error)
