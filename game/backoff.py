"""How long to wait before a failed call is tried again: what the server asks for, else longer each time."""

import math
import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

LEAST_SHARE = 0.5  # of a pause that is left when chance shortens it
_MOST_DOUBLINGS = 1000  # a float holds no more; the longest pause is reached long before


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double with each failure in a row, up to a longest one."""

    first_seconds: float
    longest_seconds: float

    def pause_seconds(self, failures: int, rng: random.Random | None = None) -> float:
        """Return the pause before the next try.

        Parameters
        ----------
        failures : int
            Failures in a row so far, from 1.
        rng : random.Random, optional
            Shortens the pause by up to half, so that calls that failed together do not return together.
        """
        full = min(self.longest_seconds, self.first_seconds * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))
        return full if rng is None else full * rng.uniform(LEAST_SHARE, 1.0)


def retry_after_seconds(header: str, now: float | None = None) -> float | None:
    """Read the value of a `Retry-After` header.

    Parameters
    ----------
    header : str
        Seconds, or an HTTP date.
    now : float, optional
        Seconds since 1970; the present time by default.

    Returns
    -------
    float or None
        Seconds to wait, at least 0; None when the value is neither.
    """
    try:
        seconds = float(header)
    except ValueError:
        seconds = _until(header, time.time() if now is None else now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(date: str, now: float) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return math.nan
