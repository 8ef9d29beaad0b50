"""Money: no call is made unless the most that it may cost still fits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from leaderboard.evaluation.completion import Completion

_ROUNDING_USD = 1e-9  # sums of prices in binary


class BudgetSpent(Exception):
    """The next call might cost more than is left."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a call costs where the server does not say.

    Attributes
    ----------
    usd_per_call : float
        The most that one may cost.
    usd_per_million_in, usd_per_million_out : float or None
        Per million tokens; both or neither.
    """

    usd_per_call: float = 0.0
    usd_per_million_in: float | None = None
    usd_per_million_out: float | None = None

    def of(self, reply: Completion) -> float:
        """What a reply cost: as the server says, else by its tokens, else the most that a call may cost."""
        if reply.usd is not None:
            return reply.usd
        into, out = self.usd_per_million_in, self.usd_per_million_out
        if into is None or out is None or reply.tokens_in is None or reply.tokens_out is None:
            return self.usd_per_call
        return (reply.tokens_in * into + reply.tokens_out * out) / 1e6


class Budget:
    """Lets calls through while the dearest that they may become stays within the limit.

    Until the first cost is known one call is in flight at a time, so that a price that was guessed too low
    costs one call; from then on a call is taken to cost as much as the dearest yet.

    Parameters
    ----------
    limit_usd : float or None
        None: there is none.
    spent_usd : callable
        What is spent so far, calls under way among it at what was reserved for them.
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
        """Wait until a call fits; the most that it may cost, in dollars.

        The caller makes that part of what is spent before it waits for anything else.

        Raises
        ------
        BudgetSpent
            When it does not fit, and nothing under way could make room.
        """
        async with self._changed:
            while not self._fits() or (self._under_way and not self._known):
                if not self._under_way:
                    raise BudgetSpent(self._told())
                await self._changed.wait()
            self._under_way += 1
            return self._dearest_usd

    async def settle(self, usd: float | None) -> None:
        """Note that a call has ended, and what it cost, if that is known."""
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

    def _told(self) -> str:
        return (
            f"the budget of ${self._limit_usd:,g} is used up: ${self._spent_usd():,.4f} is spent, a call "
            f"may cost ${self._dearest_usd:,.4f}"
        )
