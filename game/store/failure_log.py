"""A log of a database's failures that a full disk cannot flood: the first of each kind, then counts."""

import logging
import time
from collections import Counter
from collections.abc import Callable

from game.store.errors import Kind, StoreUnavailable

AGAIN_SECONDS = 60.0
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
        self._logged_at: dict[Kind, float] = {}
        self._since: Counter[Kind] = Counter()

    def note(self, error: StoreUnavailable) -> None:
        """Log or count a failure."""
        now = self._seconds()
        if now - self._logged_at.get(error.kind, -AGAIN_SECONDS) < AGAIN_SECONDS:
            self._since[error.kind] += 1
            return
        self._logged_at[error.kind] = now
        more = self._since.pop(error.kind, 0)
        counted = f" ({more:,} more since the last such line)" if more else ""
        log.error("nothing can be stored: %s%s [%s]", error.why, counted, error)
