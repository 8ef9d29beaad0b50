"""Deleting rounds that are older than the host keeps them."""

import asyncio
import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection, delete, exists, select

from game.play.rounds import OPEN
from game.store.database import Store
from game.store.schema_copies import change_copies
from game.store.tables import challenges, games, rounds

CHALLENGE_DAYS = 400  # for which a shared link works
AT_ONCE = 200  # rounds in a transaction, so that guesses come in between


def first_day_kept(today: date, days: int) -> date:
    """The first UTC day whose rounds are kept.

    Parameters
    ----------
    days : int
        How many days a round is kept after its own.
    """
    return today - timedelta(days=days)


async def delete_expired(store: Store, before: date) -> int:
    """Delete the rounds that were closed before a day, and games without rounds; give how many rounds.

    Copies of the database from before an upgrade lose theirs too.

    Raises
    ------
    StoreUnavailable
    """
    deleted = 0
    while names := await store.read(lambda connection: _expired(connection, before)):
        await store.write(lambda connection, names=names: _delete(connection, names))  # type: ignore[misc]
        deleted += len(names)
    if deleted:
        await store.forget_deleted()
    await asyncio.to_thread(change_copies, store.engine, partial(_delete_in_copy, before))
    return deleted


async def delete_old_challenges(store: Store, today: date, days: int | None = None) -> None:
    """Delete what was shared more than `CHALLENGE_DAYS` ago, or longer ago than rounds are kept.

    Parameters
    ----------
    days : int, optional
        For how long the host keeps rounds.

    Raises
    ------
    StoreUnavailable
    """
    before = today - timedelta(days=min(CHALLENGE_DAYS, days or CHALLENGE_DAYS))
    old = challenges.c.made_on < before
    if await store.read(lambda c: c.execute(select(challenges.c.challenge).where(old)).first()):
        await store.write(lambda c: c.execute(delete(challenges).where(old)))


def _expired(connection: Connection, before: date) -> list[str]:
    old = select(rounds.c.round).where(rounds.c.status != OPEN, rounds.c.day < before).limit(AT_ONCE)
    return list(connection.execute(old).scalars())


def _delete(connection: Connection, names: list[str]) -> None:
    in_names = rounds.c.round.in_(names)
    of_games = connection.execute(select(rounds.c.game).where(in_names).distinct()).scalars().all()
    connection.execute(delete(rounds).where(in_names))
    empty = ~exists().where(rounds.c.game == games.c.game)
    connection.execute(delete(games).where(games.c.game.in_(of_games), empty))


def _delete_in_copy(before: date, copy: sqlite3.Connection) -> bool:
    """A round that was open then has been closed or abandoned since."""
    start = datetime.combine(before, time(), UTC).timestamp()
    old = "(status <> 'open' AND day < ?) OR (status = 'open' AND touched_at < ?)"
    if copy.execute(f"DELETE FROM rounds WHERE {old}", [str(before), start]).rowcount:
        copy.execute("DELETE FROM games WHERE game NOT IN (SELECT game FROM rounds)")
    return True
