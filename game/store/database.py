"""The store: a database opened, brought up to date, read by many and written by one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from game.store.group_commit import LOCK_SECONDS, StoreUnavailable, Writer
from game.store.tables import metadata

SCHEMA_VERSION = "0004"
PATIENT_LOCK_SECONDS = 30.0

T = TypeVar("T")


class StoreError(Exception):
    """A database that cannot be opened, with what to mend."""


class Store:
    """The database: many readers, one writer.

    Parameters
    ----------
    url : str
        Database URL as SQLAlchemy reads it. The schema is made or brought up to date.

    Raises
    ------
    StoreError
        When the database cannot be opened, or is newer than this version of Earwitness.
    """

    def __init__(self, url: str) -> None:
        try:
            self.engine = _engine(url, LOCK_SECONDS)
            _bring_up_to_date(self.engine)
            self._writing = _engine(url, 0)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(f"The database of EARWITNESS_DATABASE cannot be opened: {error}") from error
        self._writer = Writer(self._writing, embedded=self.engine.dialect.name == "sqlite")
        self.write = self._writer.write
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a reading job on a thread of its own.

        Raises
        ------
        StoreUnavailable
            When the database does not answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """Write what waits and let go of the database."""
        await self._writer.finish()
        self._readers.shutdown()
        self._writing.dispose()
        self.engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect().execution_options(reading=True) as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise StoreUnavailable(str(error)) from error


def working_engine(url: str) -> Engine:
    """Open a database to work on beside a running game, and wait for its locks; the schema is made as by it.

    Parameters
    ----------
    url : str
        As for `Store`.

    Raises
    ------
    StoreError
        When the database cannot be opened, or is newer than this version of Earwitness.
    """
    try:
        engine = _engine(url, PATIENT_LOCK_SECONDS)
        _bring_up_to_date(engine)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"The database of EARWITNESS_DATABASE cannot be opened: {error}") from error
    return engine


def reading_engine(url: str) -> Engine | None:
    """Open a database only to read it, beside whoever writes it: its schema too is left as it is.

    Every transaction sees the database as it was when it began.

    Parameters
    ----------
    url : str
        As for `Store`.

    Returns
    -------
    Engine or None
        None as long as there is no SQLite file, as before the first start.

    Raises
    ------
    StoreError
        When there can be no such database.
    """
    try:
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
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"The database of EARWITNESS_DATABASE cannot be opened: {error}") from error


def _reading_sqlite(url: URL) -> Engine | None:
    file = Path(url.database or "")
    if not file.is_file():
        return None
    read_only = url.set(database=f"file:{quote(str(file))}", query={**url.query, "mode": "ro", "uri": "true"})
    engine = create_engine(
        read_only, connect_args={"timeout": LOCK_SECONDS}, execution_options={"reading": True}
    )
    event.listen(engine, "connect", _begun_by_us)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _engine(url: str, lock_seconds: float) -> Engine:
    """Open the database; an SQLite statement waits for locks as long as it is told.

    What statements are run with stays out of their errors, which are logged: it says who somebody is.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": lock_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begun_by_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are not guessed by the driver


def _configure_sqlite(connection: Any, record: object) -> None:
    _begun_by_us(connection, record)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    """The writer takes its lock at once: one that is taken later can fail half-way."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _bring_up_to_date(engine: Engine) -> None:
    """Make the schema, or upgrade it; a new database is made whole, as Alembic's own guide advises."""
    found = schema_version(engine)
    if found == SCHEMA_VERSION:
        return
    if found is None and not inspect(engine).has_table("rounds"):
        _make(engine)
        return
    if found is not None and found > SCHEMA_VERSION:
        raise StoreError(
            f"The database has schema {found}, made by a newer Earwitness; this one knows {SCHEMA_VERSION}."
        )
    _upgrade(engine)


def schema_version(engine: Engine) -> str | None:
    """The version of a database's schema; None when no game has used it."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _make(engine: Engine) -> None:
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": SCHEMA_VERSION})


def _upgrade(engine: Engine) -> None:
    from alembic import command  # takes as long to load as the rest of the store: only when it is needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
