"""How the database is connected to: SQLite with its log, its locks and its care for what is deleted."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url


def sqlite_file(url: str | URL) -> Path | None:
    """The file of an SQLite database; None for another database, or one in memory."""
    parsed = make_url(url)
    name = parsed.database or ""
    if parsed.get_backend_name() != "sqlite" or name in ("", ":memory:"):
        return None
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") else Path(name)


def open_engine(url: str, lock_seconds: float) -> Engine:
    """Connect to a database for reading and writing; SQLite waits up to `lock_seconds` for a lock.

    Parameters of statements are hidden from error messages: these are logged, and would identify players.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": lock_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def open_reading_engine(url: str) -> Engine | None:
    """Connect for reading only; None while there is no SQLite file."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _reading_sqlite(parsed)
    return create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _reading_sqlite(url: URL) -> Engine | None:
    file = Path(url.database or "")
    if not file.is_file():
        return None
    read_only = url.set(database=f"file:{quote(str(file))}", query={**url.query, "mode": "ro", "uri": "true"})
    # Far longer than any lock is held: a reader waits only while the log is being emptied.
    engine = create_engine(read_only, connect_args={"timeout": 2.0}, execution_options={"reading": True})
    event.listen(engine, "connect", _disable_implicit_transactions)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _disable_implicit_transactions(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver would begin transactions when it sees fit


def _configure_sqlite(connection: Any, record: object) -> None:
    _disable_implicit_transactions(connection, record)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a withdrawal deletes is overwritten


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the beginning: taking it later can fail halfway through a transaction."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
