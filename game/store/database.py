"""Opening the database, upgrading its schema, and reading and writing it."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from game.store import facts, instance_lock
from game.store.engines import is_postgresql, open_engine, open_reading_engine, sqlite_file
from game.store.errors import StoreError, StoreUnavailable, driver_errors, unavailable
from game.store.failure_log import FailureLog
from game.store.file_watch import FileWatch
from game.store.group_commit import LOCK_SECONDS, Writer
from game.store.log_file import empty_log
from game.store.opening_errors import why_not_opened
from game.store.private_files import make_private
from game.store.roles import Roles
from game.store.run_mark import RunMark
from game.store.schema import create_or_upgrade, is_up_to_date
from game.store.soundness import check_file, check_folder

PATIENT_LOCK_SECONDS = 30.0
PROBE_BYTES = 16_384

T = TypeVar("T")


class Store:
    """The database: many readers and one writer at a time, in one game, or with PostgreSQL in many.

    Parameters
    ----------
    url : str
        Database URL for SQLAlchemy. The schema is created or upgraded.

    Attributes
    ----------
    is_shared : bool
        Whether other games may run on the same database.
    roles : Roles
        Which of what only one of them does is done by this one.

    Raises
    ------
    StoreError
        When the database cannot be opened or is damaged, another game runs on it where only one may, its
        folder cannot keep a database safe, or it is newer than this version of Earwitness.
    """

    def __init__(self, url: str) -> None:
        with _opening(url), ExitStack() as undone:
            file = sqlite_file(url)
            if file:
                check_folder(file)
                make_private(file)
            self._instance = undone.enter_context(closing(instance_lock.take(url)))
            self.engine = open_engine(url, LOCK_SECONDS)
            undone.callback(self.engine.dispose)
            self._mark = RunMark(self.engine, file) if file else None
            if file and self._mark:
                check_file(self.engine, file)
                self._mark.check()
            _bring_up_to_date(self.engine, self._instance)
            if self._mark:
                self._mark.set()
            self._instance.share()
            self._writing = open_engine(url, 0)
            undone.pop_all()
        self.is_shared = is_postgresql(url)
        self.roles = Roles(self._instance, self.is_shared)
        self._driver_errors = driver_errors(self.engine)
        self._failures = FailureLog()
        watch = FileWatch(file) if file else None
        embedded = self.engine.dialect.name == "sqlite"
        self._writer = Writer(self._writing, embedded, self._failures, watch)
        self.write = self._writer.write
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._log_holds_deleted = False
        self._probing: asyncio.Task[str] | None = None

    @property
    def waiting_jobs(self) -> int:
        """Jobs that wait for the writer."""
        return self._writer.waiting

    @property
    def is_failing(self) -> bool:
        """Whether the database was last found not to answer; asks nothing of it."""
        return self._writer.is_failing or not self.roles.can_ask

    def watch_commits(self, on_commit: Callable[[int, float], None]) -> None:
        """Have a function called after each commit, as `Writer` says."""
        self._writer.on_commit = on_commit

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

    async def forget_deleted(self) -> None:
        """Take what was deleted out of the write-ahead log, now or as soon as nobody reads it any more."""
        self._log_holds_deleted = True
        await self.tidy()

    async def tidy(self) -> None:
        """Go on with what `forget_deleted` could not do."""
        if self._log_holds_deleted:
            self._log_holds_deleted = not await asyncio.to_thread(empty_log, self.engine)

    async def close(self) -> None:
        """Finish pending writes and close all connections."""
        await self._writer.finish()
        self.release()

    def release(self) -> None:
        """Close all connections at once, without waiting for anybody."""
        self._readers.shutdown()
        if self._mark:
            with suppress(*self._driver_errors):  # then the next start sees that this run did not end well
                self._mark.clear()
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
    with _opening(url), ExitStack() as undone:
        if file := sqlite_file(url):
            make_private(file)
        engine = open_engine(url, PATIENT_LOCK_SECONDS)
        undone.callback(engine.dispose)
        if not is_up_to_date(engine):
            with closing(instance_lock.take(url)) as lock:
                _bring_up_to_date(engine, lock)
        undone.pop_all()
    return engine


@contextmanager
def opened_engine(url: str) -> Iterator[Engine]:
    """What `working_engine` gives, for the block; all its connections are closed after it."""
    engine = working_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


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
    with _opening(url):
        return open_reading_engine(url)


@contextmanager
def reading_connection(url: str) -> Iterator[Connection | None]:
    """One state of the database for a single reading; None where `reading_engine` gives None.

    Raises
    ------
    StoreError
        When the URL is unusable.
    StoreUnavailable
        When the database does not answer.
    """
    engine = reading_engine(url)
    if engine is None:
        yield None
        return
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreUnavailable(str(error)) from error
    finally:
        engine.dispose()


def _bring_up_to_date(engine: Engine, lock: instance_lock.InstanceLock) -> None:
    if not is_up_to_date(engine):
        lock.exclude_others()
        create_or_upgrade(engine)


@contextmanager
def _opening(url: str) -> Iterator[None]:
    """Turn the driver's errors into ones that name the setting."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        raise StoreError(why_not_opened(url, error)) from error


def _write_a_little(connection: Connection) -> str:
    """More than a guess needs, so that a disk on which this just fits takes guesses as well."""
    facts.put(connection, facts.PROBE, secrets.token_hex(PROBE_BYTES))
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
