"""Batches on their way to the dataset: which rounds a shard is made of, laid down before it is committed."""

import secrets
import time
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from game.players.consent import PUBLISHED_BY_DAY, PUBLISHED_SOON
from game.publishing import bulk_insert
from game.store.tables import rounds, shards

FREEZING = "freezing"  # rounds have been given its name, but a power cut may still undo that
FROZEN = "frozen"  # its rounds are published under this name, or will be
MOST_ROUNDS = 100_000  # in a shard: as much as is held in memory at once
AT_ONCE = 100  # rounds frozen in a transaction: a guess waits for it for a few milliseconds
LET_OTHERS_SECONDS = 0.1  # between two such transactions, so that the disk, too, is free for guesses

AGREED = rounds.c.consent_version.is_not(None)  # as the index ix_rounds_shard has it


def new_name() -> str:
    """Name a shard: at random, so that it tells no time."""
    return secrets.token_hex(16)


def freeze(engine: Engine, today: date, at_once: bool = True) -> str | None:
    """Give closed rounds that are in no shard yet, and may be published, the name of a new one.

    Parameters
    ----------
    today, at_once
        As for `may_be_published`.

    Returns
    -------
    str or None
        The name; None when nothing waits.
    """
    name = new_name()
    with engine.connect() as connection, bulk_insert.hasty(connection):
        frozen = _freeze_many(connection, name, may_be_published(today, at_once))
    return name if frozen else None


def _freeze_many(connection: Connection, name: str, chosen: ColumnElement[bool]) -> int:
    frozen, added = 0, AT_ONCE
    while added == AT_ONCE and frozen < MOST_ROUNDS:
        with connection.begin():
            added = _freeze_some(connection, name, chosen)
            if added and not frozen:
                connection.execute(insert(shards).values(name=name, state=FREEZING))
        frozen += added
        if added == AT_ONCE:
            time.sleep(LET_OTHERS_SECONDS)
    return frozen


def _freeze_some(connection: Connection, name: str, chosen: ColumnElement[bool]) -> int:
    some = select(rounds.c.round).where(AGREED, rounds.c.shard.is_(None), chosen).limit(AT_ONCE)
    # Said twice, for a database in which another process may freeze at the same time.
    statement = update(rounds).where(rounds.c.round.in_(some), rounds.c.shard.is_(None))
    return connection.execute(statement.values(shard=name)).rowcount


def may_be_published(today: date, at_once: bool) -> ColumnElement[bool]:
    """Which closed rounds may be published: their players decide, then the host.

    Parameters
    ----------
    today : date
        UTC. Rounds of earlier days may be, if their players agreed to be published at all.
    at_once : bool
        Whether rounds of today may be, if their players agreed to that.
    """
    of_the_past = rounds.c.consent_version.in_(PUBLISHED_BY_DAY) & (rounds.c.day < today)
    return of_the_past | rounds.c.consent_version.in_(PUBLISHED_SOON) if at_once else of_the_past


def pending(engine: Engine) -> list[str]:
    """Names of the shards that rounds bear and that are not known to be published; they last from now on."""
    with engine.connect().execution_options(reading=True) as connection:
        found = dict(tuple(row) for row in connection.execute(_PENDING))
    if FREEZING in found.values():
        with engine.begin() as connection:  # it waits for the disk, which `freeze` does not
            connection.execute(update(shards).where(shards.c.state == FREEZING).values(state=FROZEN))
    return list(found)


def settle(engine: Engine, name: str) -> None:
    """Note that a shard is published, or that nothing is left in it."""
    with engine.begin() as connection:
        connection.execute(delete(shards).where(shards.c.name == name))


def waiting(engine: Engine) -> int:
    """How many rounds are to be published and are not known to be."""
    with engine.connect().execution_options(reading=True) as connection:
        return sum(connection.execute(counted).scalar_one() for counted in (_IN_NONE, _UNSETTLED))


_PENDING = select(shards.c.name, shards.c.state).where(shards.c.state.in_((FREEZING, FROZEN)))
_COUNTED = select(func.count()).select_from(rounds).where(AGREED)
_IN_NONE = _COUNTED.where(rounds.c.shard.is_(None), rounds.c.consent_version.in_(PUBLISHED_BY_DAY))
_UNSETTLED = _COUNTED.where(rounds.c.shard.in_(_PENDING.with_only_columns(shards.c.name)))
