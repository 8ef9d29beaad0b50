"""The publishing process: publishes, compacts and withdraws, in a loop beside the game or once by hand."""

import logging
import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import BinaryIO

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from game.backoff import Backoff
from game.hub.repository import Hub, Refused, Unavailable
from game.players import withdrawals
from game.players.host_key import open_registry
from game.players.identity import Registry
from game.processes.publish_process import PublishStatus, State, log, publish_status
from game.publishing import batches
from game.publishing.compaction import compact
from game.publishing.dataset import Dataset
from game.publishing.metadata_files import MetadataFiles
from game.publishing.publisher import Publisher
from game.publishing.remove_withdrawn import remove_withdrawn
from game.publishing.restore import Restored, fast_restore, is_due, restore
from game.settings import Settings
from game.store.database import working_engine

LOCK = "publishing.lock"
LOCK_SECONDS = 10.0
BACKOFF = Backoff(first_seconds=15.0, longest_seconds=900.0)  # after failures
LOOK_SECONDS = 20.0  # between two checks for pending withdrawals


class Busy(Exception):
    """Another process is working on the dataset."""


# Temporary failures; the message of each says why in a sentence.
FAILURES = (Unavailable, Refused, Busy, SQLAlchemyError, OSError)


@dataclass(frozen=True)
class PublishingContext:
    """Everything it takes to publish the guesses of one store."""

    settings: Settings
    engine: Engine
    registry: Registry
    dataset: Dataset
    rng: np.random.Generator

    @property
    def metadata_files(self) -> MetadataFiles:
        return MetadataFiles(self.engine, self.dataset, self.settings, self.rng)

    @property
    def publisher(self) -> Publisher:
        return Publisher(self.engine, self.dataset, self.registry, self.rng, self.metadata_files.first)

    @contextmanager
    def alone(self, seconds: float | None = None) -> Iterator[None]:
        """Keep all other processes from publishing inside the block.

        Raises
        ------
        Busy
            When another process does not finish in time.
        """
        try:
            with FileLock(self.settings.state / LOCK, timeout=LOCK_SECONDS if seconds is None else seconds):
                yield
        except Timeout as error:
            raise Busy("another process is working on the dataset") from error

    def restore(self, progress: Callable[[int], object]) -> Restored:
        """Restore published guesses into the store.

        Raises
        ------
        Unavailable, Refused
        """
        return fast_restore(self.engine, self.dataset, self.registry, progress)

    def withdraw(self) -> int:
        """Carry out pending withdrawals, and return their number.

        Raises
        ------
        Unavailable, Refused
        """
        self._settle()
        return self._remove_withdrawn()

    def publish(self, today: date) -> int:
        """Withdraw, compact and publish; return the number of shards not known to be published before.

        Raises
        ------
        Unavailable, Refused
        """
        settled = self._settle()
        self._remove_withdrawn()
        compact(self.dataset, today, self.rng, self.metadata_files.daily)
        return settled + self.publisher.publish(today, include_today=not self.settings.publish_delay)

    def _settle(self) -> int:
        if is_due(self.engine):  # the metadata files are made from the store, so it must hold everything
            restore(self.engine, self.dataset, self.registry)
        pending = batches.pending(self.engine)
        self.publisher.settle()
        return len(pending)

    def _remove_withdrawn(self) -> int:
        return remove_withdrawn(self.engine, self.dataset, self.rng, self.metadata_files.without)


@contextmanager
def context(settings: Settings) -> Iterator[PublishingContext]:
    """Open the store and the dataset that the settings name.

    Raises
    ------
    StoreError
        When the database cannot be opened.
    """
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = working_engine(settings.database_url)
    try:
        registry = open_registry(settings, engine)
        dataset = Dataset(Hub(settings.dataset, settings.hub_token))
        yield PublishingContext(settings, engine, registry, dataset, np.random.default_rng())
    finally:
        engine.dispose()


def today() -> date:
    """Today's date, UTC."""
    return datetime.now(UTC).date()


class PublishLoop:
    """Publishes at intervals, after failures less and less often, and writes its status to a file.

    Parameters
    ----------
    clock : callable
        Returns seconds since 1970, UTC.
    """

    def __init__(self, context: PublishingContext, clock: Callable[[], float] = time.time) -> None:
        self._context = context
        self._clock = clock
        last: float | None = publish_status(context.settings).get("last_published_at")
        self._status = PublishStatus("starting", clock(), last_published_at=last)
        self._failures = 0  # in a row

    def run(self, lines: BinaryIO) -> None:
        """Publish until the input ends, and once more then."""
        rest_seconds = self.once()
        while not self._rest(lines, rest_seconds):
            rest_seconds = self.once()
        self.once()

    def once(self) -> float:
        """Publish once, and return the seconds until the next time."""
        try:
            with self._context.alone():
                made = self._context.publish(datetime.fromtimestamp(self._clock(), UTC).date())
        except FAILURES as error:
            return self._fail(error)
        if self._status.state == "failing":
            log.warning("publishing works again")
        self._failures = 0
        last = self._clock() if made else self._status.last_published_at
        state: State = "published" if last else "waiting"
        self._set_status(replace(self._status, state=state, why="", last_published_at=last))
        return self._context.settings.publish_minutes * 60

    def _fail(self, error: Exception) -> float:
        why = str(error).splitlines()[0]
        if self._status.why != why:
            log.warning("guesses could not be published; retrying automatically: %s", why)
        self._set_status(replace(self._status, state="failing", why=why))
        self._failures += 1
        return max(BACKOFF.pause_seconds(self._failures), getattr(error, "pause_seconds", 0.0))

    def _set_status(self, status: PublishStatus) -> None:
        since = self._status.since if status.state == self._status.state else self._clock()
        try:
            waiting = batches.count_waiting(self._context.engine)
        except SQLAlchemyError:
            waiting = self._status.waiting_rounds
        self._status = replace(status, since=since, waiting_rounds=waiting)
        try:
            self._status.write(self._context.settings.state)
        except OSError as error:
            log.warning("the publishing status cannot be written: %s", error)

    def _rest(self, lines: BinaryIO, seconds: float) -> bool:
        """Wait, but not long while a withdrawal is pending; return whether the input has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._has_withdrawals():
            ready, _, _ = select.select([lines], [], [], min(left, LOOK_SECONDS))
            if ready and not os.read(lines.fileno(), 4096):
                return True
        return False

    def _has_withdrawals(self) -> bool:
        if self._status.state == "failing":
            return False
        with self._context.engine.connect().execution_options(reading=True) as connection:
            return bool(withdrawals.waiting(connection))


def set_up_logging() -> None:
    """Log warnings in the format of the game's own log."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
