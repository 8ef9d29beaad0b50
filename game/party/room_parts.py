"""What every room works with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection as Transaction

from game.party.codes import key_of
from game.party.match_rounds import MatchRounds
from game.party.reveal_view import RevealView
from game.play.services import Services
from game.store.errors import StoreUnavailable
from game.store.process_bus import ProcessBus

T = TypeVar("T")


@dataclass(frozen=True)
class RoomParts:
    """The services, what closes and shows rounds, and the other processes."""

    services: Services
    match_rounds: MatchRounds
    reveal_view: RevealView
    rng: np.random.Generator
    bus: ProcessBus

    async def write(self, party: str, work: Callable[[Transaction], T]) -> T:
        """Write a room's state, as the process that keeps the room.

        Raises
        ------
        StoreUnavailable
            Also when another process keeps it: what this one knows of the room may be old then.
        """

        def guarded(transaction: Transaction) -> tuple[T] | None:
            return (work(transaction),) if self.bus.holds(transaction, key_of(party)) else None

        written = await self.services.store.write(guarded)
        if written is None:
            raise StoreUnavailable("another process keeps this room")
        return written[0]

    async def confirm(self, party: str) -> None:
        """Return if this process keeps a room, before it says anything: it may have stood still meanwhile.

        Raises
        ------
        StoreUnavailable
            When another process may keep it.
        """
        if not await self.bus.still_has(key_of(party)):
            raise StoreUnavailable("another process may keep this room")
