"""Sittings: rounds of a player without half an hour's break, in whichever process they were played.

When a player last played is in the database no longer than the time is needed.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from game.store.database import Store
from game.store.tables import players

BREAK_SECONDS = 1_800.0
AT_ONCE = 2_000  # players in a transaction, so that guesses come in between


def begins_another(player: Mapping[str, Any], now: float) -> bool:
    """Whether a round that is dealt to a player now begins another sitting."""
    return now - (player["played_at"] or 0.0) > BREAK_SECONDS


async def forget_times(store: Store, now: float) -> None:
    """Delete when players last played, where it was more than `BREAK_SECONDS` ago.

    Raises
    ------
    StoreUnavailable
    """
    old = select(players.c.id).where(players.c.played_at < now - BREAK_SECONDS).limit(AT_ONCE)

    def forget(connection: Connection) -> int:
        found = players.c.id.in_(old.scalar_subquery())
        return connection.execute(update(players).where(found).values(played_at=None)).rowcount

    while await store.write(forget) == AT_ONCE:
        pass
