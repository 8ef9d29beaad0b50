"""Insert many rows into the store: column by column, straight through the driver."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

CACHE_KILOBYTES = 300_000  # for SQLite while it builds indexes of random names

Columns = Mapping[str, Sequence[Any]]


def add(connection: Connection, table: Table, values: Columns) -> None:
    """Insert rows, except those that conflict with an existing one.

    Parameters
    ----------
    values : mapping of str to sequence
        Columns of equal length, with values that the driver accepts.
    """
    _run(connection, _insert(connection, table).on_conflict_do_nothing(), values)


def add_or_raise(connection: Connection, table: Table, values: Columns, raised: str) -> None:
    """Insert rows; where one exists, set its column ``raised`` to the larger of the two values."""
    statement = _insert(connection, table)
    new = statement.excluded[raised]
    larger: ColumnElement[bool] = table.c[raised] < new
    keys = [column.name for column in table.primary_key]
    _run(
        connection,
        statement.on_conflict_do_update(index_elements=keys, set_={raised: new}, where=larger),
        values,
    )


def relax_sqlite(connection: Connection) -> None:
    """Make SQLite keep all indexes in memory and skip foreign key checks on this connection."""
    if connection.dialect.name != "sqlite":
        return
    connection.detach()  # so that the pool does not hand it on
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


@contextmanager
def without_fsync(connection: Connection) -> Iterator[None]:
    """Let SQLite commit without waiting for the disk, so that guesses wait less for the lock.

    A power cut may undo the last of these commits. The first commit after the block makes all of them
    durable.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.connection.cursor().execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.connection.cursor().execute("PRAGMA synchronous = FULL")


@contextmanager
def indexes_built_after(connection: Connection, *tables: Table) -> Iterator[None]:
    """Drop indexes and build them again after the block: in order, not page by page for each row."""
    indexes = [index for table in tables for index in table.indexes]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _insert(connection: Connection, table: Table) -> Any:
    sqlite_like = connection.dialect.name == "sqlite"
    return (sqlite.insert if sqlite_like else postgresql.insert)(table)


def _run(connection: Connection, statement: Any, values: Columns) -> None:
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(values))
    order = getattr(compiled, "positiontup", None)
    rows: Any = zip(*(values[name] for name in order or values), strict=True)
    if order is None:
        rows = (dict(zip(values, row, strict=True)) for row in rows)
    cursor = connection.connection.cursor()
    cursor.executemany(str(compiled), rows)
    cursor.close()
