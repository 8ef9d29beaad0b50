"""The publishing process: publishes, compacts and withdraws, in a loop beside the game or once by hand."""

import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from game.backoff import Backoff
from game.hub.repository import Hub, Refused, Unavailable
from game.play.daily_limit import utc_day
from game.players import withdrawals
from game.players.host_key import open_registry
from game.players.identity import Registry
from game.processes.publish_process import log
from game.publishing.batches import PAUSE_SECONDS, pending
from game.publishing.commit_budget import CommitBudget
from game.publishing.compaction import always, compact
from game.publishing.dataset import Dataset
from game.publishing.metadata_files import MetadataFiles
from game.publishing.publisher import Publisher
from game.publishing.remove_expired import remove_expired
from game.publishing.remove_withdrawn import remove_withdrawn
from game.publishing.restore import Restored, fast_restore, is_due, restore
from game.publishing.status_keeper import StatusKeeper
from game.settings import Settings
from game.store.database import working_engine

LOCK = "publishing.lock"
COMMITS_FILE = "publishing_commits.json"
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

    def publish(
        self, today: date, go_on: Callable[[], bool] = always, pause_seconds: float = PAUSE_SECONDS
    ) -> int:
        """Withdraw, publish, and merge files; return the number of shards not known to be published before.

        Parameters
        ----------
        go_on : callable
            Says whether there is time to merge files, which nobody waits for.
        pause_seconds : float
            As for `batches.freeze`.

        Raises
        ------
        Unavailable, Refused
        """
        settled = self._settle()
        self._remove_withdrawn()
        include_today = not self.settings.publish_delay
        made = self.publisher.publish(today, include_today, pause_seconds, self._remove_withdrawn)
        if self.settings.retention.days and go_on():
            before = today - timedelta(days=self.settings.retention.days)
            remove_expired(self.engine, self.dataset, before, self.rng)
        if go_on():
            compact(self.dataset, today, self.rng, self.metadata_files.daily, go_on)
        return settled + made

    def publish_again(self, today: date) -> tuple[int, int]:
        """Publish what the dataset has lost; return the number of guesses lost, and of shards made.

        Raises
        ------
        Unavailable, Refused
        """
        lost = self.publisher.take_back()
        return lost, self.publish(today)

    def _settle(self) -> int:
        if is_due(self.engine):  # the metadata files are made from the store, so it must hold everything
            restore(self.engine, self.dataset, self.registry)
        frozen = pending(self.engine)
        self.publisher.settle()
        return len(frozen)

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
        budget = CommitBudget(settings.state / COMMITS_FILE)
        dataset = Dataset(Hub(settings.dataset, settings.hub_token), registry.check_value(), budget.spend)
        yield PublishingContext(settings, engine, registry, dataset, np.random.default_rng())
    finally:
        engine.dispose()


def today() -> date:
    """Today's date, UTC."""
    return utc_day(time.time())


class PublishLoop:
    """Publishes at intervals, after failures less and less often, and keeps its status in a file.

    Parameters
    ----------
    lines : BinaryIO
        Publishes until this ends, and once more then.
    clock : callable
        Returns seconds since 1970, UTC.
    """

    def __init__(
        self, context: PublishingContext, lines: BinaryIO, clock: Callable[[], float] = time.time
    ) -> None:
        self._context = context
        self._lines = lines
        self._clock = clock
        self._status = StatusKeeper(context.settings, context.engine, clock)
        self._failures = 0  # in a row
        self._ended = False

    def run(self) -> None:
        """Publish until the input ends, and once more then."""
        with self._status.kept_up_to_date():
            rest_seconds = self.once()
            while not self._rest(rest_seconds):
                rest_seconds = self.once()
            self.once(is_last=True)
        if left := self._status.waiting_rounds():
            log.warning("%d guesses are not published yet; the next start publishes them", left)

    def once(self, is_last: bool = False) -> float:
        """Publish once, and return the seconds until the next time.

        Parameters
        ----------
        is_last : bool
            Nobody plays any more, and little time is left: files are not merged.
        """
        pause_seconds, go_on = (0.0, never) if is_last else (PAUSE_SECONDS, self._has_time)
        self._status.looks()
        try:
            with self._context.alone(0.0 if is_last else None):
                made = self._context.publish(self._today(), go_on, pause_seconds)
        except FAILURES as error:
            return self._fail(error)
        self._failures = 0
        seconds = self._context.settings.publish_minutes * 60
        self._status.succeeded(bool(made), list(self._context.dataset.left_alone), seconds)
        return seconds

    def _fail(self, error: Exception) -> float:
        self._failures += 1
        seconds = max(BACKOFF.pause_seconds(self._failures), getattr(error, "pause_seconds", 0.0))
        self._status.failed(str(error).splitlines()[0], seconds)
        return seconds

    def _today(self) -> date:
        return utc_day(self._clock())

    def _has_time(self) -> bool:
        """Whether nothing more urgent than merging files has come up."""
        return not self._input_ends(0.0) and not self._has_withdrawals()

    def _rest(self, seconds: float) -> bool:
        """Wait, but not long while a withdrawal is pending; return whether the input has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._has_withdrawals():
            if self._input_ends(min(left, LOOK_SECONDS)):
                return True
        return self._input_ends(0.0)

    def _input_ends(self, seconds: float) -> bool:
        """Wait at most so long for the end of the input; once it has come, it stays."""
        if not self._ended:
            ready, _, _ = select.select([self._lines], [], [], seconds)
            self._ended = bool(ready) and not os.read(self._lines.fileno(), 4096)
        return self._ended

    def _has_withdrawals(self) -> bool:
        if self._status.is_failing:
            return False
        with self._context.engine.connect().execution_options(reading=True) as connection:
            return bool(withdrawals.waiting(connection))


def never() -> bool:
    """There is no time."""
    return False
