"""Group commit: one writer that puts all waiting jobs into one transaction."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from game.backoff import Backoff
from game.errors import Refusal
from game.store.errors import (
    StoreUnavailable,
    blames_database,
    driver_errors,
    kind_of,
    may_succeed_again,
    unavailable,
)
from game.store.failure_log import FailureLog
from game.store.file_watch import FileWatch

MOST_IN_A_BATCH = 128
LOCK_SECONDS = 2.0  # how long to wait for a lock that another process holds
LOCK_BACKOFF = Backoff(first_seconds=0.001, longest_seconds=0.02)  # before the lock is tried again

QUICK_SECONDS = 0.001  # that a commit may take in the event loop; a thread costs about a third of this
MOST_TRIES = 5  # of a transaction that loses against others

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Connection], Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class Writer:
    """Runs jobs one after the other; each returns after its commit.

    A `Refusal` that a job raises is passed to its caller. Any other error rolls back the batch, and its jobs
    run again one by one, so that a bad job does not harm others.

    An embedded database executes a statement faster than a thread wakes up, and two threads that compete for
    the interpreter halve each other's speed. Its statements therefore run in the event loop, and only the
    commit, which waits for the disk, runs on a thread; that of a single job not even then, while the disk is
    quick. A database on the network is used on a thread only.

    Parameters
    ----------
    engine : Engine
        For an embedded database, one that does not wait for locks.
    embedded : bool
        Whether the database runs inside this process, as SQLite does.
    failures : FailureLog
        Where failures of the database are logged.
    watch : FileWatch or None
        For a database in a file. Its files are compared before and after each commit, so that no job is
        answered that was written into a deleted file.

    Attributes
    ----------
    on_commit : callable or None
        Called after each commit with the number of its jobs and the seconds that it took.
    is_failing : bool
        Whether the database was to blame for the last transaction that failed, and none has succeeded since.
    """

    def __init__(
        self, engine: Engine, embedded: bool, failures: FailureLog, watch: FileWatch | None = None
    ) -> None:
        self._engine = engine
        self._embedded = embedded
        self._failures = failures
        self._watch = watch
        self._driver_errors: tuple[type[Exception], ...] = (StoreUnavailable, *driver_errors(engine))
        if watch:
            event.listen(engine, "connect", lambda *_: watch.expect_new_files())
        self.on_commit: Callable[[int, float], None] | None = None
        self.is_failing = False
        self._waiting: deque[_Job] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._single_seconds = math.inf  # that the last commit of a single job took

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a job in a transaction, and return its result after the commit.

        Raises
        ------
        Refusal
            When the job raised one.
        StoreUnavailable
            When the transaction could not be committed; then nothing of the job is stored.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Job(work, answer))
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write_all())
        return await answer

    @property
    def waiting(self) -> int:
        """Jobs that wait for the transaction in progress to end."""
        return len(self._waiting)

    async def finish(self) -> None:
        """Wait until all pending jobs are written."""
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST_IN_A_BATCH, len(self._waiting)))]
            await self._write(batch)
            for job in batch:
                _answer(job)

    async def _write(self, batch: Sequence[_Job]) -> None:
        begun = time.monotonic()
        try:
            await self._transact(batch)
        except self._driver_errors as error:
            if len(batch) > 1 and not blames_database(error):
                await self._write_singly(batch)
            else:
                self._fail(batch, unavailable(error), error)
        except Exception as error:
            if len(batch) > 1:
                await self._write_singly(batch)
            else:
                batch[0].error = error
        else:
            self.is_failing = False
            if self.on_commit:
                self.on_commit(len(batch), time.monotonic() - begun)

    async def _write_singly(self, batch: Sequence[_Job]) -> None:
        for job in batch:
            await self._write([job])

    def _fail(self, batch: Sequence[_Job], failure: StoreUnavailable, cause: Exception) -> None:
        self._failures.note(failure)
        self.is_failing = self.is_failing or blames_database(cause)
        failure.__cause__ = cause if cause is not failure else None
        for job in batch:
            job.error = failure

    async def _transact(self, batch: Sequence[_Job]) -> None:
        if not self._embedded:
            await self._transact_on_thread(batch)
            return
        with await self._begin() as connection:  # leaving the block rolls back what is not committed
            self._check_files()
            _run(batch, connection)
            await self._commit(connection, is_single=len(batch) == 1)
        self._check_files()

    async def _commit(self, connection: Connection, is_single: bool) -> None:
        is_quick = is_single and self._single_seconds < QUICK_SECONDS
        seconds = _committed(connection) if is_quick else await asyncio.to_thread(_committed, connection)
        if is_single:
            self._single_seconds = seconds

    async def _transact_on_thread(self, batch: Sequence[_Job]) -> None:
        """Run the jobs again when the database gave another transaction the right of way."""
        for attempt in range(1, MOST_TRIES):
            try:
                return await asyncio.to_thread(_transact, self._engine, batch)
            except self._driver_errors as error:
                if not may_succeed_again(error):
                    raise
            await asyncio.sleep(LOCK_BACKOFF.pause_seconds(attempt))
        return await asyncio.to_thread(_transact, self._engine, batch)

    def _check_files(self) -> None:
        if self._watch:
            self._watch.check()

    async def _begin(self) -> Connection:
        deadline = time.monotonic() + LOCK_SECONDS
        tries = 0
        while True:
            try:
                return _begun(self._engine)
            except OperationalError as error:
                if kind_of(error) != "locked" or time.monotonic() > deadline:
                    raise
            tries += 1
            await asyncio.sleep(LOCK_BACKOFF.pause_seconds(tries))


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _committed(connection: Connection) -> float:
    """Commit, and give the seconds that it took."""
    begun = time.monotonic()
    connection.commit()
    return time.monotonic() - begun


def _transact(engine: Engine, batch: Sequence[_Job]) -> None:
    with engine.begin() as connection:
        _run(batch, connection)


def _run(batch: Sequence[_Job], connection: Connection) -> None:
    for job in batch:
        job.error = None
        try:
            job.result = job.work(connection)
        except Refusal as refusal:
            job.error = refusal


def _answer(job: _Job) -> None:
    if job.answer.done():  # the caller has been cancelled
        return
    if job.error is not None:
        job.answer.set_exception(job.error)
    else:
        job.answer.set_result(job.result)
