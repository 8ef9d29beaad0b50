"""Which rounds go into which shard of the dataset, fixed in the store before the shard is committed."""

import secrets
import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from game.players.consent_versions import allows_by_day, allows_soon
from game.publishing import bulk_insert
from game.publishing.published_rows import AGREED
from game.store.tables import rounds, shards

FREEZING = "freezing"  # rounds carry the shard's name, but a power cut may still undo that
FROZEN = "frozen"  # the shard's rounds are or will be published under its name
MOST_ROUNDS = 100_000  # in a shard: as many as memory holds at once
AT_ONCE = 100  # rounds in a transaction, which makes a guess wait a few milliseconds
PAUSE_SECONDS = 0.1  # between two such transactions


def new_name() -> str:
    """Return a name for a shard: random, so that it reveals no time."""
    return secrets.token_hex(16)


def freeze(
    engine: Engine, today: date, include_today: bool = True, pause_seconds: float = PAUSE_SECONDS
) -> int:
    """Assign closed rounds that may be published and are in no shard yet to a new shard.

    Parameters
    ----------
    today, include_today
        As for `may_be_published`.
    pause_seconds : float
        Between two transactions, so that guesses get the disk.

    Returns
    -------
    int
        Rounds in the new shard; 0 when there is none, and `MOST_ROUNDS` when more may be left.
    """
    with engine.connect() as connection, bulk_insert.without_fsync(connection):
        return _freeze_many(connection, new_name(), may_be_published(today, include_today), pause_seconds)


def _freeze_many(connection: Connection, name: str, chosen: ColumnElement[bool], pause_seconds: float) -> int:
    frozen, added = 0, AT_ONCE
    while added == AT_ONCE and frozen < MOST_ROUNDS:
        with connection.begin():
            added = _freeze_some(connection, name, chosen)
            if added and not frozen:
                connection.execute(insert(shards).values(name=name, state=FREEZING))
        frozen += added
        if added == AT_ONCE:
            time.sleep(pause_seconds)
    return frozen


def _freeze_some(connection: Connection, name: str, chosen: ColumnElement[bool]) -> int:
    some = select(rounds.c.round).where(AGREED, rounds.c.shard.is_(None), chosen).limit(AT_ONCE)
    # `shard` is checked again, as another process may freeze rounds at the same time.
    statement = update(rounds).where(rounds.c.round.in_(some), rounds.c.shard.is_(None))
    return connection.execute(statement.values(shard=name)).rowcount


def may_be_published(today: date, include_today: bool) -> ColumnElement[bool]:
    """Select the rounds that may be published by their players' consent and the host's settings.

    Parameters
    ----------
    today : date
        UTC. Rounds of earlier days are selected if their players agreed to publishing at all.
    include_today : bool
        Whether to select today's rounds, too, if their players agreed to that.
    """
    earlier = allows_by_day(rounds.c.consent_version) & (rounds.c.day < today)
    return earlier | allows_soon(rounds.c.consent_version) if include_today else earlier


def pending(engine: Engine) -> list[str]:
    """Names of shards that have rounds and are not known to be published; makes them durable first."""
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
    """Let rounds wait again whose shards the dataset does not know; return their number.

    It can run beside a game, and be interrupted and repeated.

    Parameters
    ----------
    known : callable
        Whether a shard is frozen, or the dataset has, or has had it.
    """
    with engine.connect().execution_options(reading=True) as connection:
        names = connection.execute(select(rounds.c.shard).where(_IN_SHARD).distinct()).scalars().all()
    freed = 0
    for name in names:
        while not known(name) and (some := _free_some(engine, name)):
            freed += some
            time.sleep(PAUSE_SECONDS)
    return freed


def _free_some(engine: Engine, name: str) -> int:
    some = select(rounds.c.round).where(AGREED, rounds.c.shard == name).limit(AT_ONCE)
    with engine.begin() as connection:
        statement = update(rounds).where(rounds.c.round.in_(some)).values(shard=None)
        return connection.execute(statement).rowcount


def has_published(engine: Engine) -> bool:
    """Whether the store knows any round as published."""
    with engine.connect().execution_options(reading=True) as connection:
        pending_names = _PENDING.with_only_columns(shards.c.name)
        settled = select(rounds.c.round).where(_IN_SHARD, rounds.c.shard.not_in(pending_names)).limit(1)
        return connection.execute(settled).first() is not None


def count_waiting(engine: Engine) -> int:
    """Count the rounds that are due to be published and are not known to have been."""
    with engine.connect().execution_options(reading=True) as connection:
        return sum(connection.execute(count).scalar_one() for count in (_IN_NO_SHARD, _IN_PENDING))


_PENDING = select(shards.c.name, shards.c.state).where(shards.c.state.in_((FREEZING, FROZEN)))
_IN_SHARD = AGREED & rounds.c.shard.is_not(None)
_COUNT = select(func.count()).select_from(rounds).where(AGREED)
_IN_NO_SHARD = _COUNT.where(rounds.c.shard.is_(None), allows_by_day(rounds.c.consent_version))
_IN_PENDING = _COUNT.where(rounds.c.shard.in_(_PENDING.with_only_columns(shards.c.name)))
