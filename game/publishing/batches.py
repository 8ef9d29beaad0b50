"""Which rows go into which shard of the dataset, fixed in the store before the shard is committed."""

import secrets
import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from game.players.consent_versions import allows_by_day, allows_soon
from game.publishing import bulk_insert
from game.publishing.records import ALL, GUESSES, Records, shard_name
from game.store.tables import shards

FREEZING = "freezing"  # rounds carry the shard's name, but a power cut may still undo that
FROZEN = "frozen"  # the shard's rounds are or will be published under its name
MOST_ROUNDS = 100_000  # in a shard: as many as memory holds at once
AT_ONCE = 100  # rounds in a transaction, which makes a guess wait a few milliseconds
PAUSE_SECONDS = 0.1  # between two such transactions


def new_name(records: Records = GUESSES) -> str:
    """Return a name for a shard: random, so that it reveals no time."""
    return shard_name(records, secrets.token_hex(16))


def freeze(
    engine: Engine,
    today: date,
    include_today: bool = True,
    pause_seconds: float = PAUSE_SECONDS,
    records: Records = GUESSES,
) -> int:
    """Assign closed rows that may be published and are in no shard yet to a new shard.

    Parameters
    ----------
    today, include_today
        As for `may_be_published`.
    pause_seconds : float
        Between two transactions, so that guesses get the disk.

    Returns
    -------
    int
        Rows in the new shard; 0 when there is none, and `MOST_ROUNDS` when more may be left.
    """
    with engine.connect() as connection, bulk_insert.without_fsync(connection):
        return _freeze_many(
            connection, records, may_be_published(today, include_today, records), pause_seconds
        )


def _freeze_many(
    connection: Connection, records: Records, chosen: ColumnElement[bool], pause_seconds: float
) -> int:
    name, frozen, added = new_name(records), 0, AT_ONCE
    while added == AT_ONCE and frozen < MOST_ROUNDS:
        with connection.begin():
            added = _freeze_some(connection, records, name, chosen)
            if added and not frozen:
                connection.execute(insert(shards).values(name=name, state=FREEZING))
        frozen += added
        if added == AT_ONCE:
            time.sleep(pause_seconds)
    return frozen


def _freeze_some(connection: Connection, records: Records, name: str, chosen: ColumnElement[bool]) -> int:
    table, key = records.table, records.table.c[records.key]
    some = select(key).where(records.agreed, table.c.shard.is_(None), chosen).limit(AT_ONCE)
    # `shard` is checked again, as another process may freeze rows at the same time.
    statement = update(table).where(key.in_(some), table.c.shard.is_(None))
    return connection.execute(statement.values(shard=name)).rowcount


def may_be_published(today: date, include_today: bool, records: Records = GUESSES) -> ColumnElement[bool]:
    """Select the rows that may be published by their players' consent and the host's settings.

    Parameters
    ----------
    today : date
        UTC. Rows of earlier days are selected if their players agreed to publishing at all.
    include_today : bool
        Whether to select today's rows, too, if their players agreed to that.
    """
    version = records.table.c.consent_version
    earlier = allows_by_day(version) & (records.table.c.day < today)
    return earlier | allows_soon(version) if include_today else earlier


def pending(engine: Engine) -> list[str]:
    """Names of shards that have rows and are not known to be published; makes them durable first."""
    with engine.connect().execution_options(reading=True) as connection:
        states = dict(tuple(row) for row in connection.execute(_PENDING))
    if FREEZING in states.values():
        with engine.begin() as connection:  # this commit waits for the disk, unlike those of `freeze`
            connection.execute(update(shards).where(shards.c.state == FREEZING).values(state=FROZEN))
    return list(states)


def settle(engine: Engine, name: str) -> None:
    """Record that a shard is published, or that nothing is left in it."""
    with engine.begin() as connection:
        connection.execute(delete(shards).where(shards.c.name == name))


def unpublish(engine: Engine, known: Callable[[str], bool]) -> int:
    """Let rows wait again whose shards the dataset does not know; return their number.

    It can run beside a game, and be interrupted and repeated.

    Parameters
    ----------
    known : callable
        Whether a shard is frozen, or the dataset has, or has had it.
    """
    freed = 0
    for records in ALL:
        shard = records.table.c.shard
        with engine.connect().execution_options(reading=True) as connection:
            names = connection.execute(select(shard).where(_in_shard(records)).distinct()).scalars().all()
        for name in names:
            while not known(name) and (some := _free_some(engine, records, name)):
                freed += some
                time.sleep(PAUSE_SECONDS)
    return freed


def _free_some(engine: Engine, records: Records, name: str) -> int:
    table, key = records.table, records.table.c[records.key]
    some = select(key).where(records.agreed, table.c.shard == name).limit(AT_ONCE)
    with engine.begin() as connection:
        statement = update(table).where(key.in_(some)).values(shard=None)
        return connection.execute(statement).rowcount


def has_published(engine: Engine) -> bool:
    """Whether the store knows any row as published."""
    with engine.connect().execution_options(reading=True) as connection:
        pending_names = _PENDING.with_only_columns(shards.c.name)
        return any(
            connection.execute(
                select(records.table.c.shard)
                .where(_in_shard(records), records.table.c.shard.not_in(pending_names))
                .limit(1)
            ).first()
            for records in ALL
        )


def count_waiting(engine: Engine) -> int:
    """Count the rows that are due to be published and are not known to have been."""
    with engine.connect().execution_options(reading=True) as connection:
        return sum(_count_waiting(connection, records) for records in ALL)


def _count_waiting(connection: Connection, records: Records) -> int:
    table = records.table
    count = select(func.count()).select_from(table).where(records.agreed)
    in_no_shard = count.where(table.c.shard.is_(None), allows_by_day(table.c.consent_version))
    in_pending = count.where(table.c.shard.in_(_PENDING.with_only_columns(shards.c.name)))
    return sum(connection.execute(statement).scalar_one() for statement in (in_no_shard, in_pending))


def _in_shard(records: Records) -> ColumnElement[bool]:
    return records.agreed & records.table.c.shard.is_not(None)


_PENDING = select(shards.c.name, shards.c.state).where(shards.c.state.in_((FREEZING, FROZEN)))
