"""Closed rounds as they are published: under pseudonyms, with the columns of `game.columns`."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from game import columns
from game.play.rounds import OPEN
from game.store.tables import players, rounds

CHUNK = 2_000  # rows held at once

_NAMES = [column.name for column in columns.COLUMNS]
_COLUMNS = [
    players.c.pseudonym.label("player") if column.name == "player" else rounds.c[column.name]
    for column in columns.COLUMNS
]
_CLOSED = rounds.c.status != OPEN
_AGREED = rounds.c.consent_version.is_not(None)


def published_rows(
    connection: Connection, where: ColumnElement[bool] | None = None, chunk: int = CHUNK
) -> Iterator[list[dict[str, Any]]]:
    """Read closed rounds of those who agreed, with every published column in its order.

    Rows come by the random names of their rounds, so that their order tells no time. They are read as they
    are asked for, from one state of the database.

    Parameters
    ----------
    where : condition, optional
        Of which rounds, on the columns of `game.store.tables.rounds`; all when left out.
    chunk : int
        Rows in a list, at most.
    """
    statement = published(_COLUMNS, where).order_by(rounds.c.round)
    found = connection.execution_options(yield_per=chunk).execute(statement)
    for part in found.partitions():
        yield [dict(zip(_NAMES, row, strict=True)) for row in part]


def count_published(connection: Connection, where: ColumnElement[bool] | None = None) -> int:
    """How many rows `published_rows` gives."""
    counted: int = connection.execute(published([func.count()], where)).scalar_one()
    return counted


def count_without_consent(connection: Connection) -> int:
    """How many rounds are closed and never published, as their players did not agree."""
    statement = select(func.count()).select_from(rounds).where(_CLOSED, ~_AGREED)
    return connection.execute(statement).scalar_one()


def published(chosen: Iterable[Any], where: ColumnElement[bool] | None = None) -> Select[Any]:
    """Select columns, or what is counted, of rounds that are published and of their players."""
    joined = select(*chosen).join_from(rounds, players, rounds.c.player_id == players.c.id)
    statement = joined.where(_CLOSED, _AGREED)
    return statement if where is None else statement.where(where)
