"""Deleting rounds that are older than the host keeps them."""

import asyncio
import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Column, Connection, Table, delete, exists, select

from game.play.rounds import OPEN
from game.store.database import Store
from game.store.schema_copies import change_copies, has_table
from game.store.spatial_tables import spatial_games, spatial_trials
from game.store.tables import challenges, games, rounds

CHALLENGE_DAYS = 400  # for which a shared link works
AT_ONCE = 200  # rounds in a transaction, so that guesses come in between

_Kind = tuple[Table, Column[str], Table]  # rows, their key, and their games
_ROUNDS: _Kind = (rounds, rounds.c.round, games)
_TRIALS: _Kind = (spatial_trials, spatial_trials.c.trial, spatial_games)


def first_day_kept(today: date, days: int) -> date:
    """The first UTC day whose rounds are kept.

    Parameters
    ----------
    days : int
        How many days a round is kept after its own.
    """
    return today - timedelta(days=days)


async def delete_expired(store: Store, before: date) -> int:
    """Delete the rounds and trials that were closed before a day, and games without any; give how many.

    Copies of the database from before an upgrade lose theirs too.

    Raises
    ------
    StoreUnavailable
    """
    deleted = 0
    for kind in (_ROUNDS, _TRIALS):
        while names := await store.read(partial(_expired, kind, before)):
            await store.write(partial(_delete, kind, names))
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


def _expired(kind: _Kind, before: date, connection: Connection) -> list[str]:
    table, key, _ = kind
    old = select(key).where(table.c.status != OPEN, table.c.day < before).limit(AT_ONCE)
    return list(connection.execute(old).scalars())


def _delete(kind: _Kind, names: list[str], connection: Connection) -> None:
    table, key, games_table = kind
    in_names = key.in_(names)
    of_games = connection.execute(select(table.c.game).where(in_names).distinct()).scalars().all()
    connection.execute(delete(table).where(in_names))
    empty = ~exists().where(table.c.game == games_table.c.game)
    connection.execute(delete(games_table).where(games_table.c.game.in_(of_games), empty))


def _delete_in_copy(before: date, copy: sqlite3.Connection) -> bool:
    """A round that was open then has been closed or abandoned since."""
    start = datetime.combine(before, time(), UTC).timestamp()
    old = "(status <> 'open' AND day < ?) OR (status = 'open' AND touched_at < ?)"
    for table, games_table in (("rounds", "games"), ("spatial_trials", "spatial_games")):
        if not has_table(copy, table):
            continue
        if copy.execute(f"DELETE FROM {table} WHERE {old}", [str(before), start]).rowcount:
            copy.execute(f"DELETE FROM {games_table} WHERE game NOT IN (SELECT game FROM {table})")
    return True
