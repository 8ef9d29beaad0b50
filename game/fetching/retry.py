"""Calls to other people's servers: few at once, repeated after longer and longer pauses."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from game.backoff import Backoff
from game.fetching.errors import Damaged, Missing, Postponed, Silence, Unavailable

AT_ONCE = 4  # calls in progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When to try again, and when to give up.

    Attributes
    ----------
    tries : int
        Failures in a row before a call is given up. One that brought enough bytes counts from 1 again.
    damaged_tries : int
        The same for calls that brought the wrong bytes.
    backoff : Backoff
        Pauses between tries.
    obeyed_seconds : float
        The longest pause a server may ask for; if it asks for more, the fetch ends.
    silence_seconds : float
        Timeout for the next byte.
    crawl_seconds, crawl_bytes : float, int
        A download that brings fewer than ``crawl_bytes`` in ``crawl_seconds`` counts as failed.
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
    """Limits how many calls run at once, repeats failed ones, and holds all back when a server asks for it.

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
        """Wait until a call may be made; make it inside the block."""
        async with self._slots:
            while (wait := self._not_before - _now()) > 0:
                await asyncio.sleep(wait)
            yield

    async def retry(self, call: Callable[[], Awaitable[T]]) -> T:
        """Repeat a call until it succeeds.

        Raises
        ------
        Missing
            When it brought the wrong bytes too often; `Silence` when it failed too often.
        Postponed
            When the server asks for a pause longer than the policy obeys.
        """
        failures = 0
        while True:
            try:
                return await call()
            except Unavailable as error:
                failures = 1 if error.gained else failures + 1
                self._raise_if_too_many(error, failures)
                await self._pause(error, failures)

    def _raise_if_too_many(self, error: Unavailable, failures: int) -> None:
        if isinstance(error, Damaged) and failures >= self.policy.damaged_tries:
            raise Missing(f"{error}, {failures} times in a row") from error
        if failures >= self.policy.tries:
            raise Silence(f"{error}, {failures} times in a row") from error

    async def _pause(self, error: Unavailable, failures: int) -> None:
        requested = error.pause_seconds
        if requested > self.policy.obeyed_seconds:
            minutes = f"{requested / 60:,.0f} minutes"
            raise Postponed(
                f"{error} and asks for a pause of {minutes}: run the same command again after that"
            )
        self._not_before = max(self._not_before, _now() + requested)
        await asyncio.sleep(max(requested, self.policy.backoff.pause_seconds(failures, self._rng)))


def _now() -> float:
    return asyncio.get_running_loop().time()
