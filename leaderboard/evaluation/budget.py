"""The budget: a call is made only if the most it may cost still fits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from leaderboard.evaluation.completion import Completion

_ROUNDING_USD = 1e-9  # binary rounding of summed prices


class BudgetSpent(Exception):
    """The next call might cost more than is left of the budget."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a call costs when the server does not report it.

    Attributes
    ----------
    usd_per_call : float
        The most that a call may cost.
    usd_per_million_in, usd_per_million_out : float or None
        Per million tokens; both or neither.
    """

    usd_per_call: float = 0.0
    usd_per_million_in: float | None = None
    usd_per_million_out: float | None = None

    def of(self, reply: Completion) -> float:
        """A reply's cost: as the server reports it, else by its tokens, else the most a call may cost."""
        if reply.usd is not None:
            return reply.usd
        price_in, price_out = self.usd_per_million_in, self.usd_per_million_out
        if price_in is None or price_out is None or reply.tokens_in is None or reply.tokens_out is None:
            return self.usd_per_call
        return (reply.tokens_in * price_in + reply.tokens_out * price_out) / 1e6


class Budget:
    """Lets calls through while the most they may cost stays within the limit.

    Only one call is in flight until the first cost is known, so that an estimate that is too low costs one
    call. After that, every call is assumed to cost as much as the dearest so far.

    Parameters
    ----------
    limit_usd : float or None
        None for no limit.
    spent_usd : callable
        What has been spent so far, with calls in flight at their reserved cost.
    """

    def __init__(self, limit_usd: float | None, prices: Prices, spent_usd: Callable[[], float]) -> None:
        self.prices = prices
        self._limit_usd = limit_usd
        self._spent_usd = spent_usd
        self._dearest_usd = prices.usd_per_call
        self._known = limit_usd is None
        self._under_way = 0
        self._changed = asyncio.Condition()

    async def reserve(self) -> float:
        """Wait until a call fits, and return the most that it may cost, in dollars.

        The caller must add that to what is spent before awaiting anything else.

        Raises
        ------
        BudgetSpent
            If it does not fit and no call in flight could make room.
        """
        async with self._changed:
            while not self._fits() or (self._under_way and not self._known):
                if not self._under_way:
                    raise BudgetSpent(self._exhausted())
                await self._changed.wait()
            self._under_way += 1
            return self._dearest_usd

    async def settle(self, usd: float | None) -> None:
        """Record that a call has ended, and its cost if known."""
        async with self._changed:
            self._under_way -= 1
            if usd is not None:
                self._known = True
                self._dearest_usd = max(self._dearest_usd, usd)
            self._changed.notify_all()

    def _fits(self) -> bool:
        return (
            self._limit_usd is None
            or self._spent_usd() + self._dearest_usd <= self._limit_usd + _ROUNDING_USD
        )

    def _exhausted(self) -> str:
        return (
            f"the budget of ${self._limit_usd:,g} is used up: ${self._spent_usd():,.4f} is spent, and the "
            f"next call may cost ${self._dearest_usd:,.4f}"
        )
