"""Waiting between calls: as long as the server asks, else longer each time."""

import asyncio
import random
from dataclasses import dataclass, field

from game.backoff import Backoff

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
PATIENCE_SECONDS = 600.0  # a server that asks for more is left alone until somebody starts again


class TooLong(Exception):
    """The server asks to come back much later; the message says when."""


@dataclass
class Pauses:
    """Holds all calls back while a server asks for it, and stops waiting when nothing more is to be asked.

    Attributes
    ----------
    ended : asyncio.Event
        Set when nothing more is to be asked.
    rng : random.Random
        Spreads calls that failed together.
    """

    ended: asyncio.Event
    rng: random.Random
    backoff: Backoff
    _not_before: float = field(default=0.0, init=False)

    async def after_failure(self, failures: int, asked_seconds: float | None = None) -> None:
        """Wait before a question is asked again.

        Parameters
        ----------
        failures : int
            How often it has failed, from 1.
        asked_seconds : float, optional
            What the server asks all to wait; 0 is no help, and taken for nothing said.

        Raises
        ------
        TooLong
        """
        if not asked_seconds:
            await self._sleep(self.backoff.pause_seconds(failures, self.rng))
            return
        if asked_seconds > PATIENCE_SECONDS:
            raise TooLong(f"the server asks to come back in {asked_seconds / 60:,.0f} minutes")
        self._not_before = max(self._not_before, _now() + asked_seconds)

    async def before_call(self) -> None:
        """Wait as long as the server has asked all to."""
        while (left := self._not_before - _now()) > 0 and not self.ended.is_set():
            # Not all at the same moment, which would only be refused again.
            await self._sleep(left * self.rng.uniform(1.0, 1.1))

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.ended.wait(), seconds)
        except TimeoutError:
            return


def _now() -> float:
    return asyncio.get_running_loop().time()
