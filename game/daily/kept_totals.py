"""The totals of days, kept for some seconds where counting them takes long."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from game.daily.stored_days import StoredDay, totals
from game.daily.totals import Totals
from game.store.database import Store

KEPT_SECONDS = 10.0
MANY = 200  # players; fewer are counted for each request, which takes a few milliseconds
KEPT_DAYS = 8

_Key = tuple[str, str]


class KeptTotals:
    """Counts the totals of days; requests that come at once share a count.

    Parameters
    ----------
    monotonic : callable
        Seconds.
    """

    def __init__(self, store: Store, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._monotonic = monotonic
        self._kept: OrderedDict[_Key, tuple[float, Totals]] = OrderedDict()
        self._counting: dict[_Key, asyncio.Task[Totals]] = {}

    async def of(self, day: StoredDay) -> Totals:
        """What everybody had in all who finished a day; of many players, as it was some seconds ago."""
        key = (day.day.isoformat(), day.pack)
        counted_at, kept = self._kept.get(key, (0.0, None))
        if kept is not None and self._monotonic() - counted_at < KEPT_SECONDS:
            return kept
        if key not in self._counting:
            task = asyncio.get_running_loop().create_task(self._count(key, day))
            self._counting[key] = task
            task.add_done_callback(lambda _: self._counting.pop(key))
        return await asyncio.shield(self._counting[key])

    async def _count(self, key: _Key, day: StoredDay) -> Totals:
        counted = await self._store.read(lambda connection: totals(connection, day))
        if len(counted.points) >= MANY:
            self._kept[key] = self._monotonic(), counted
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_DAYS:
                self._kept.popitem(last=False)
        return counted
