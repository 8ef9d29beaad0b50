"""`Retry-After`: how long a server asks to be left alone."""

import math
import time
from email.utils import parsedate_to_datetime


def retry_after_seconds(asked: str, now: float | None = None) -> float | None:
    """Read the header's value.

    Parameters
    ----------
    asked : str
        Seconds, or a date.
    now : float, optional
        Seconds since 1970; the clock's if not given.

    Returns
    -------
    float or None
        Seconds, at least 0; None for what is neither.
    """
    try:
        seconds = float(asked)
    except ValueError:
        seconds = _until(asked, time.time() if now is None else now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(date: str, now: float) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return math.nan
