"""Deleting panel ids whose time is over: in the store, and in its copies from before upgrades."""

import asyncio
import sqlite3
from functools import partial

from game.store.database import Store
from game.store.schema_copies import change_copies, has_table
from game.study.participant_ids import forget_expired


async def forget_panel_ids(store: Store, now: float) -> int:
    """Delete the panel ids whose time is over, and give how many the store had.

    Parameters
    ----------
    now : float
        Seconds since 1970.

    Raises
    ------
    StoreUnavailable
    """
    forgotten = await store.write(lambda connection: forget_expired(connection, now))
    if forgotten:
        await store.forget_deleted()
    await asyncio.to_thread(change_copies, store.engine, partial(_forget_in_copy, now))
    return forgotten


def _forget_in_copy(now: float, copy: sqlite3.Connection) -> bool:
    if has_table(copy, "participant_ids"):
        copy.execute("DELETE FROM participant_ids WHERE forget_at <= ?", [now])
    return True
