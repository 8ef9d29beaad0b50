"""Opening the database, upgrading its schema, and reading and writing it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from game.store import instance_lock
from game.store.engines import open_engine, open_reading_engine, sqlite_file
from game.store.errors import StoreError, driver_errors, kind_of, unavailable
from game.store.failure_log import FailureLog
from game.store.file_watch import FileWatch
from game.store.group_commit import LOCK_SECONDS, Writer
from game.store.soundness import WHAT_TO_DO, check_file, check_folder
from game.store.tables import metadata

SCHEMA_VERSION = "0005a"
PATIENT_LOCK_SECONDS = 30.0

T = TypeVar("T")


class Store:
    """The database: many readers, one writer, and one game at a time.

    Parameters
    ----------
    url : str
        Database URL for SQLAlchemy. The schema is created or upgraded.

    Raises
    ------
    StoreError
        When the database cannot be opened or is damaged, another game runs on it, its folder cannot keep a
        database safe, or it is newer than this version of Earwitness.
    """

    def __init__(self, url: str) -> None:
        with _opening(), ExitStack() as undone:
            file = sqlite_file(url)
            if file:
                check_folder(file)
            self._instance = undone.enter_context(closing(instance_lock.take(url)))
            self.engine = open_engine(url, LOCK_SECONDS)
            if file:
                check_file(self.engine, file)
            _create_or_upgrade(self.engine)
            self._writing = open_engine(url, 0)
            undone.pop_all()
        self._driver_errors = driver_errors(self.engine)
        self._failures = FailureLog()
        watch = FileWatch(file) if file else None
        embedded = self.engine.dialect.name == "sqlite"
        self._writer = Writer(self._writing, embedded, self._failures, watch)
        self.write = self._writer.write
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._probing: asyncio.Task[str] | None = None

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a reading function on a reader thread.

        Raises
        ------
        StoreUnavailable
            When the database does not answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def probe(self) -> str:
        """Write something, and return the version of the schema. Those who ask at once share one answer.

        Raises
        ------
        StoreUnavailable
            When nothing can be written.
        """
        if self._probing is None or self._probing.done():
            self._probing = asyncio.get_running_loop().create_task(self._probe())
        return await asyncio.shield(self._probing)

    async def close(self) -> None:
        """Finish pending writes and close all connections."""
        await self._writer.finish()
        self._readers.shutdown()
        self._writing.dispose()
        self.engine.dispose()
        self._instance.close()

    async def _probe(self) -> str:
        await asyncio.to_thread(self._instance.check)
        return await self.write(_write_a_little)

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect().execution_options(reading=True) as connection:
                return work(connection)
        except self._driver_errors as error:
            failure = unavailable(error)
            self._failures.note(failure)
            raise failure from error


def working_engine(url: str) -> Engine:
    """Open the database for other processes than the game: waits for locks, and upgrades the schema as well.

    Parameters
    ----------
    url : str
        As for `Store`.

    Raises
    ------
    StoreError
        When the database cannot be opened, is newer than this version of Earwitness, or is older while an
        older game runs on it.
    """
    with _opening():
        engine = open_engine(url, PATIENT_LOCK_SECONDS)
        if schema_version(engine) != SCHEMA_VERSION:
            with closing(instance_lock.take(url)):
                _create_or_upgrade(engine)
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
    with _opening():
        return open_reading_engine(url)


@contextmanager
def _opening() -> Iterator[None]:
    """Turn the driver's errors into ones that name the setting."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
        raise StoreError(_why_not_opened(error)) from error


def _why_not_opened(error: Exception) -> str:
    advice = f" {WHAT_TO_DO}" if kind_of(error) == "damaged" else ""
    return f"The database of EARWITNESS_DATABASE cannot be opened: {error}{advice}"


def _write_a_little(connection: Connection) -> str:
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


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
