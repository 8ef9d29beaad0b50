"""One writer for the store: whatever waits is written in one transaction and shares its commit."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError

from game.refusals import Refusal

MOST_IN_A_BATCH = 256

T = TypeVar("T")


class StoreUnavailable(Exception):
    """The database cannot be used just now: its disk is full, it is locked or away."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Connection], Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.answer.get_loop()


class Writer:
    """Runs jobs one after the other on a thread of its own; a job is answered after its commit.

    A `Refusal` that a job raises is its answer. Any other error undoes the batch, and its jobs are
    run again one by one, so that one bad job harms no other.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a job in a transaction and return its result once that is committed.

        Raises
        ------
        Refusal
            When the job raised one.
        StoreUnavailable
            When the transaction could not be committed; nothing of the job is stored.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Job(work, answer))
        return await answer

    def close(self) -> None:
        """Finish what waits and stop the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next_batch():
            self._write(batch)
            for loop, jobs in groupby(batch, key=lambda job: job.loop):
                _hand_over(loop, list(jobs))

    def _next_batch(self) -> list[_Job]:
        """Wait for a job, then take all that wait with it; empty at the end."""
        batch: list[_Job] = []
        job = self._waiting.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MOST_IN_A_BATCH or self._waiting.empty():
                return batch
            job = self._waiting.get()
        if batch:
            self._waiting.put(None)  # the end was met behind these: meet it again after them
        return batch

    def _write(self, batch: Sequence[_Job]) -> None:
        try:
            self._commit(batch)
        except Exception as error:
            unavailable = _is_unavailable(error)
            if len(batch) > 1 and not unavailable:
                for job in batch:
                    self._write([job])
                return
            for job in batch:
                job.error = StoreUnavailable(str(error)) if unavailable else error

    def _commit(self, batch: Sequence[_Job]) -> None:
        with self._engine.begin() as connection:
            for job in batch:
                job.error = None
                try:
                    job.result = job.work(connection)
                except Refusal as refusal:
                    job.error = refusal


def _is_unavailable(error: Exception) -> bool:
    """Whether the database's state is to blame, rather than a statement of the job."""
    return (
        isinstance(error, OperationalError | InterfaceError | InternalError) or type(error) is DatabaseError
    )


def _hand_over(loop: asyncio.AbstractEventLoop, jobs: Sequence[_Job]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(_answer, jobs)


def _answer(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.answer.done():  # its caller has gone
            continue
        if job.error is not None:
            job.answer.set_exception(job.error)
        else:
            job.answer.set_result(job.result)
