"""Days of the daily and their numbers, in UTC. No I/O."""

from datetime import UTC, date, datetime, timedelta

FIRST_DAY = date(2026, 11, 1)  # number 1
_DAY_SECONDS = 24 * 60 * 60


def number_of(day: date) -> int:
    """The number of a day's clips, as shares name it."""
    return (day - FIRST_DAY).days + 1


def day_of(number: int) -> date:
    """The day with a number.

    Raises
    ------
    OverflowError
        When no calendar has it.
    """
    return FIRST_DAY + timedelta(days=number - 1)


def seconds_left(now: float) -> float:
    """Seconds until the next day begins, from a time in seconds since 1970."""
    midnight = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.timestamp() + _DAY_SECONDS - now
