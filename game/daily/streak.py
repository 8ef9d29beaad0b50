"""Days in a row on which a player finished the daily, with one day of grace a week. No I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

GRACE_DAYS = 7  # a day is forgiven only where none of the six before it was


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row.

    Attributes
    ----------
    days : int
        Finished days up to today, or up to yesterday while today is not finished. Days that were forgiven
        connect them, and are not counted.
    best : int
        The most that `days` ever was.
    grace_left : int
        1 if today would be forgiven, else 0.
    """

    days: int
    best: int
    grace_left: int


def streak(finished: Collection[date], today: date) -> Streak:
    """The streak of a player.

    A missed day ends it, unless it is forgiven: then none of the six days before was.

    Parameters
    ----------
    finished : collection of date
        Days whose game the player began on that day and finished.
    """
    days = best = 0
    forgiven: date | None = None
    day = min(finished, default=today)
    while day <= today:
        if day in finished:
            days += 1
            best = max(best, days)
        elif day < today and days:
            if _may_forgive(day, forgiven):
                forgiven = day
            else:
                days = 0
        day += timedelta(days=1)
    return Streak(days, best, int(_may_forgive(today, forgiven)))


def _may_forgive(day: date, forgiven: date | None) -> bool:
    return forgiven is None or (day - forgiven).days >= GRACE_DAYS
