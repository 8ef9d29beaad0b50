"""Many rows at once into the store: by columns, through the driver, beside whatever is there already."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

CACHE_KILOBYTES = 300_000  # for SQLite, where indexes of random names are made

Columns = Mapping[str, Sequence[Any]]


def add(connection: Connection, table: Table, values: Columns) -> None:
    """Add rows, except those that are there or are at odds with one that is.

    Parameters
    ----------
    values : mapping of str to sequence
        Columns as the driver takes them, all of one length.
    """
    _run(connection, _insert(connection, table).on_conflict_do_nothing(), values)


def add_or_raise(connection: Connection, table: Table, values: Columns, raised: str) -> None:
    """Add rows, and where one is there already let its column ``raised`` be the larger of both values."""
    statement = _insert(connection, table)
    new = statement.excluded[raised]
    larger: ColumnElement[bool] = table.c[raised] < new
    keys = [column.name for column in table.primary_key]
    _run(
        connection,
        statement.on_conflict_do_update(index_elements=keys, set_={raised: new}, where=larger),
        values,
    )


def unlimited(connection: Connection) -> None:
    """Let SQLite hold all indexes in memory, and not look up the player and the game of each round."""
    if connection.dialect.name != "sqlite":
        return
    connection.detach()  # nobody else gets it after that
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


@contextmanager
def hasty(connection: Connection) -> Iterator[None]:
    """Let SQLite's commits not wait for the disk, which is most of the time that a guess waits for them.

    A power cut may undo the last of them. The first commit after this lasts, and with it all before.
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
def indexed_after(connection: Connection, *tables: Table) -> Iterator[None]:
    """Make indexes when all rows are there: in order, not by a page here and a page there for each row."""
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
