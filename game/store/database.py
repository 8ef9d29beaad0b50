"""Opening the database, upgrading its schema, and reading and writing it."""

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

SCHEMA_VERSION = "0005"
PATIENT_LOCK_SECONDS = 30.0

T = TypeVar("T")


class StoreError(Exception):
    """The database cannot be opened; the message says what to fix."""


class Store:
    """The database: many readers, one writer.

    Parameters
    ----------
    url : str
        Database URL for SQLAlchemy. The schema is created or upgraded.

    Raises
    ------
    StoreError
        When the database cannot be opened, or is newer than this version of Earwitness.
    """

    def __init__(self, url: str) -> None:
        try:
            self.engine = _engine(url, LOCK_SECONDS)
            _create_or_upgrade(self.engine)
            self._writing = _engine(url, 0)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(f"The database of EARWITNESS_DATABASE cannot be opened: {error}") from error
        self._writer = Writer(self._writing, embedded=self.engine.dialect.name == "sqlite")
        self.write = self._writer.write
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a reading function on a reader thread.

        Raises
        ------
        StoreUnavailable
            When the database does not answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """Finish pending writes and close all connections."""
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
    """Open the database for other processes than the game: waits for locks, and upgrades the schema as well.

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
        _create_or_upgrade(engine)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"The database of EARWITNESS_DATABASE cannot be opened: {error}") from error
    return engine


def reading_engine(url: str) -> Engine | None:
    """Open the database read-only, while others may write; the schema is not upgraded.

    Each transaction sees the database as it was when the transaction began.

    Parameters
    ----------
    url : str
        As for `Store`.

    Returns
    -------
    Engine or None
        None while there is no SQLite file, as before the first start.

    Raises
    ------
    StoreError
        When the URL is unusable.
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
    event.listen(engine, "connect", _disable_implicit_transactions)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _engine(url: str, lock_seconds: float) -> Engine:
    """Open the database; SQLite waits up to `lock_seconds` for a lock.

    Parameters of statements are hidden from error messages: these are logged, and would identify players.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": lock_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _disable_implicit_transactions(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver would begin transactions when it sees fit


def _configure_sqlite(connection: Any, record: object) -> None:
    _disable_implicit_transactions(connection, record)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the beginning: taking it later can fail halfway through a transaction."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _create_or_upgrade(engine: Engine) -> None:
    """Create the whole schema of a new database, as Alembic's guide advises, or upgrade an older one."""
    version = schema_version(engine)
    if version == SCHEMA_VERSION:
        return
    if version is None and not inspect(engine).has_table("rounds"):
        _create_schema(engine)
        return
    if version is not None and version > SCHEMA_VERSION:
        raise StoreError(
            f"The database has schema {version} of a newer Earwitness, and this one knows {SCHEMA_VERSION}: "
            "upgrade Earwitness, or name another database in EARWITNESS_DATABASE."
        )
    _upgrade(engine)


def schema_version(engine: Engine) -> str | None:
    """The version of the schema; None when there is no schema yet."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _create_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": SCHEMA_VERSION})


def _upgrade(engine: Engine) -> None:
    from alembic import command  # slow to import, as slow as the rest of the store, and rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
