"""Rate limits that several processes count together.

Each process decides by its own buckets, which take a microsecond. In memory, the windows of the package
`limits` take 10 to 20 to decide and to tell how long to wait, and would make a player who hurries wait for
the whole window. Its stores are what is used: what was taken from a bucket is added up there within a
fraction of a second, and each process then takes from its bucket what the others gave away. So a store that
is slow or down delays nobody.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, TypeVar

from limits.errors import StorageError
from limits.storage import RedisStorage, Storage

from game.api.rate_limits import Limit, Limiter
from game.json_types import Json
from game.store.rate_counts import PostgresqlCounts

SHARE_SECONDS = 0.25
TOLD_FROM = 0.1  # part of a bucket that is taken before others are told
ANSWER_SECONDS = 2.0  # that the store may take
RETRY_SECONDS = 5.0
T = TypeVar("T")
StoreState = Literal["up", "down"]
Taken = dict[tuple[str, str], int]  # tokens by limit and key
log = logging.getLogger("earwitness")


class SharedLimiter(Limiter):
    """A token bucket for each key, from which other processes take as well.

    Parameters
    ----------
    on_taken : callable
        Called when there is something to tell the others.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float], on_taken: Callable[[], None]) -> None:
        super().__init__(limit, clock)
        self.expiry = max(
            1, math.ceil(limit.burst / limit.per_second)
        )  # seconds, until a bucket is full again
        self._told_from = limit.burst * TOLD_FROM
        self._on_taken = on_taken
        self._untold: dict[str, int] = {}
        self._totals: dict[str, int] = {}

    def wait(self, key: str) -> int:
        """Take a token. Gives 0, or the seconds until there is one."""
        seconds = super().wait(key)
        if not seconds and self._spent[key][0] > self._told_from:
            self._untold[key] = self._untold.get(key, 0) + 1
            self._on_taken()
        return seconds

    def untold(self) -> dict[str, int]:
        """The tokens that the others are to be told of, by key; once."""
        untold, self._untold = self._untold, {}
        return untold

    def learn(self, key: str, told: int, total: int) -> None:
        """All processes together, with the `told` tokens of this one, have taken `total` from a bucket."""
        of_others = total - told - self._totals.get(key, 0)
        if of_others < 0:  # the count had expired
            of_others = total - told
        if len(self._totals) > len(self._spent):
            self._totals = {key: total for key, total in self._totals.items() if key in self._spent}
        self._totals[key] = total
        if of_others:
            self.spend(key, of_others)


class SharedCounts:
    """Tells a store what was taken from each bucket, and the buckets what others took.

    Parameters
    ----------
    storage : Storage
        With errors that are a `StorageError`.
    close : callable
        Closes its connections.
    """

    def __init__(self, storage: Storage, close: Callable[[], None]) -> None:
        self._storage = storage
        self._close = close
        self._limiters: dict[str, SharedLimiter] = {}
        self._woken = asyncio.Event()
        self._is_down = False
        self._since = time.time()

    @property
    def is_down(self) -> bool:
        """Whether the store did not answer the last time, so that this process counts alone."""
        return self._is_down

    def limiter(self, name: str, limit: Limit, clock: Callable[[], float]) -> SharedLimiter:
        """A limiter that all processes count together under this name."""
        self._limiters[name] = SharedLimiter(limit, clock, self._woken.set)
        return self._limiters[name]

    async def keep(self) -> None:
        """Share what is taken, until cancelled."""
        try:
            while True:
                await self.share()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), RETRY_SECONDS if self._is_down else None)
                self._woken.clear()
                await asyncio.sleep(SHARE_SECONDS)
        finally:
            await asyncio.to_thread(self._close)

    async def share(self) -> None:
        """Share what was taken since the last time; what a store that is down was not told is forgotten."""
        untold = {
            (name, key): tokens
            for name, limiter in self._limiters.items()
            for key, tokens in limiter.untold().items()
        }
        totals = await self._answer(lambda: self._add(untold))
        for (name, key), total in (totals or {}).items():
            self._limiters[name].learn(key, untold[name, key], total)

    async def has_place(self, address: str, player: str, places: int, seconds: int) -> bool | None:
        """Whether a player is among the first of an address, for all processes; None while the store is down.

        Parameters
        ----------
        address, player : str
            Keys of the address, and of the player at this address.
        places : int
            How many players are the first.
        seconds : int
            For how long a player who is new keeps the place.
        """
        if self._is_down:
            return None
        return await self._answer(lambda: self._take_place(address, player, places, seconds))

    def status(self) -> Json:
        """Whether the store answered the last time, for `/readyz`, and since when; seconds since 1970."""
        state: StoreState = "down" if self._is_down else "up"
        return {"state": state, "since": round(self._since, 1)}

    def _take_place(self, address: str, player: str, places: int, seconds: int) -> bool:
        if self._storage.get(f"places:{player}"):
            return True
        if self._storage.incr(f"places:{address}", seconds) > places:
            return False
        self._storage.incr(f"places:{player}", seconds)
        return True

    async def _answer(self, ask: Callable[[], T]) -> T | None:
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(ask), ANSWER_SECONDS)
        except StorageError as error:
            self._note(str(error))
        except TimeoutError:
            self._note(f"it does not answer within {ANSWER_SECONDS:g} s")
        else:
            self._note("")
            return answer
        return None

    def _add(self, taken: Taken) -> Taken:
        if not taken and not self._storage.check():
            raise StorageError(OSError("it does not answer"))
        add = self._storage.incr
        return {
            (name, key): add(f"{name}:{key}", self._limiters[name].expiry, tokens)
            for (name, key), tokens in taken.items()
        }

    def _note(self, failure: str) -> None:
        if bool(failure) == self._is_down:
            return
        if failure:
            log.warning("the store of the rate limits is down, so each process counts alone: %s", failure)
        else:
            log.warning("the store of the rate limits answers again")
        self._is_down, self._since = bool(failure), time.time()


def open_counts(url: str) -> SharedCounts:
    """The counts that processes share.

    Parameters
    ----------
    url : str
        Of a Redis, or of the database if that is PostgreSQL.
    """
    if url.startswith("redis"):
        redis = RedisStorage(
            url, wrap_exceptions=True, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        return SharedCounts(redis, redis.storage.close)
    counts = PostgresqlCounts(url, wrap_exceptions=True)
    return SharedCounts(counts, counts.close)
