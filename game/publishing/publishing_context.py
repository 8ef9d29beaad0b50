"""What it takes to publish the guesses of one store, and its steps: restore, withdraw, publish, merge."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from game.hub.repository import Hub, Refused, Unavailable
from game.play.daily_limit import utc_day
from game.play.retention import first_day_kept
from game.players.copies import withdraw_in_copies
from game.players.host_key import open_registry
from game.players.identity import Registry
from game.publishing.batches import PAUSE_SECONDS, pending
from game.publishing.commit_budget import CommitBudget
from game.publishing.compaction import always, compact
from game.publishing.dataset import Dataset
from game.publishing.metadata_files import MetadataFiles
from game.publishing.publisher import Publisher
from game.publishing.remove_expired import remove_expired
from game.publishing.remove_withdrawn import remove_withdrawn
from game.publishing.restore import Restored, fast_restore, is_due, restore
from game.settings import Settings
from game.store.advisory_locks import AdvisoryLocks
from game.store.database import working_engine
from game.store.engines import is_postgresql

LOCK = "publishing.lock"
COMMITS_FILE = "publishing_commits.json"
LOCK_SECONDS = 10.0
LOOK_SECONDS = 0.2
BUSY = "another process is working on the dataset"


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
        """Keep all other processes from publishing inside the block, wherever they run.

        Raises
        ------
        Busy
            When another process does not finish in time.
        """
        seconds = LOCK_SECONDS if seconds is None else seconds
        try:
            with FileLock(self.settings.state / LOCK, timeout=seconds), self._alone_on_server(seconds):
                yield
        except Timeout as error:
            raise Busy(BUSY) from error

    @contextmanager
    def _alone_on_server(self, seconds: float) -> Iterator[None]:
        """The same among processes on other machines, with state folders of their own."""
        if not is_postgresql(self.settings.database_url):
            yield
            return
        with closing(AdvisoryLocks(self.settings.database_url)) as locks:
            until = time.monotonic() + seconds
            while not locks.take(LOCK):
                if time.monotonic() > until:
                    raise Busy(BUSY)
                time.sleep(LOOK_SECONDS)
            yield

    def restore(self, progress: Callable[[int], object]) -> Restored:
        """Restore published guesses into the store.

        Raises
        ------
        Unavailable, Refused
        """
        done = fast_restore(self.engine, self.dataset, self.registry, progress)
        withdraw_in_copies(self.engine, self.registry)
        return done

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
            before = first_day_kept(today, self.settings.retention.days)
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
            withdraw_in_copies(self.engine, self.registry)
        frozen = pending(self.engine)
        self.publisher.settle()
        return len(frozen)

    def _remove_withdrawn(self) -> int:
        done = remove_withdrawn(self.engine, self.dataset, self.rng, self.metadata_files.without)
        if done:
            withdraw_in_copies(self.engine, self.registry)
        return done


@contextmanager
def open_context(settings: Settings) -> Iterator[PublishingContext]:
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
