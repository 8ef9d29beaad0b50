"""How servers of others are asked: few calls at once, and later and later ones when they do not answer."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from game.backoff import Backoff
from game.fetching.errors import Damaged, Missing, Postponed, Silence, Unavailable

AT_ONCE = 4  # calls under way

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient a client is.

    Attributes
    ----------
    tries : int
        How often in a row a call may fail. One that brought something with it counts from the start again.
    damaged_tries : int
        How often in a row it may bring what was not wanted.
    backoff : Backoff
        Pauses between tries.
    obeyed_seconds : float
        The longest pause that a server may ask for; one who asks for more is not asked again.
    silence_seconds : float
        How long a server may take for its next byte.
    crawl_seconds, crawl_bytes : float, int
        Fewer bytes than these in so long are as bad as none.
    """

    tries: int = 8
    damaged_tries: int = 3
    backoff: Backoff = Backoff(first_seconds=1.0, longest_seconds=60.0)
    obeyed_seconds: float = 900.0
    silence_seconds: float = 60.0
    crawl_seconds: float = 60.0
    crawl_bytes: int = 64 * 1024


DEFAULT_POLICY = RetryPolicy()


class Retrier:
    """Lets a few calls through at once, and none while a server has asked for a pause.

    Parameters
    ----------
    rng : random.Random
        Spreads the pauses.
    """

    def __init__(self, policy: RetryPolicy, rng: random.Random) -> None:
        self.policy = policy
        self._rng = rng
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._not_before = 0.0  # by the event loop's clock

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait until a call may be made, and make it inside."""
        async with self._slots:
            while (wait := self._not_before - _now()) > 0:
                await asyncio.sleep(wait)
            yield

    async def retry(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until it succeeds, or has failed too often.

        Raises
        ------
        Missing
            `Silence` when nothing came.
        Postponed
            When the server asks for a longer pause than anyone would wait for.
        """
        failures = 0
        while True:
            try:
                return await call()
            except Unavailable as error:
                failures = 1 if error.gained else failures + 1
                self._give_up(error, failures)
                await self._rest(error, failures)

    def _give_up(self, error: Unavailable, failures: int) -> None:
        """Say so when it has failed too often."""
        if isinstance(error, Damaged) and failures >= self.policy.damaged_tries:
            raise Missing(f"{error}, {failures} times in a row") from error
        if failures >= self.policy.tries:
            raise Silence(f"{error}, {failures} times in a row") from error

    async def _rest(self, error: Unavailable, failures: int) -> None:
        asked = error.pause_seconds
        if asked > self.policy.obeyed_seconds:
            minutes = f"{asked / 60:,.0f} minutes"
            raise Postponed(f"{error}, and asks for a pause of {minutes}: run the same command again then")
        self._not_before = max(self._not_before, _now() + asked)
        await asyncio.sleep(max(asked, self.policy.backoff.pause_seconds(failures, self._rng)))


def _now() -> float:
    return asyncio.get_running_loop().time()
