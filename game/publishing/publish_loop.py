"""The publishing process: what is to be done about the dataset, again and again, beside a game or by hand."""

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
from game.players.identity import Registry, host_key
from game.processes.publish_process import PublishStatus, log, publish_status
from game.publishing import batches
from game.publishing.compaction import compact
from game.publishing.dataset import Dataset
from game.publishing.metadata_files import MetadataFiles
from game.publishing.publisher import Publisher
from game.publishing.remove_withdrawn import carry_out
from game.publishing.restore import Restored, is_due, restore, restore_at_once
from game.settings import Settings
from game.store.database import working_engine

LOCK = "publishing.lock"
LOCK_SECONDS = 10.0
BACKOFF = Backoff(first_seconds=15.0, longest_seconds=900.0)
LOOK_SECONDS = 20.0  # how often it is looked whether somebody waits to be withdrawn


class Busy(Exception):
    """Another process is at work on the dataset."""


# What may keep the dataset from being reached for a while; each tells why in a sentence.
FAILURES = (Unavailable, Refused, Busy, SQLAlchemyError, OSError)


@dataclass(frozen=True)
class PublishingContext:
    """All that it takes to publish the guesses of one store."""

    settings: Settings
    engine: Engine
    registry: Registry
    dataset: Dataset
    rng: np.random.Generator

    @property
    def metadata_files(self) -> MetadataFiles:
        """What stands beside the guesses."""
        return MetadataFiles(self.engine, self.dataset, self.settings, self.rng)

    @property
    def publisher(self) -> Publisher:
        """What brings guesses into the dataset."""
        return Publisher(self.engine, self.dataset, self.registry, self.rng, self.metadata_files.about)

    @contextmanager
    def alone(self, seconds: float | None = None) -> Iterator[None]:
        """Keep all other processes from publishing meanwhile.

        Raises
        ------
        Busy
            When one of them does not come to an end.
        """
        try:
            with FileLock(self.settings.state / LOCK, timeout=LOCK_SECONDS if seconds is None else seconds):
                yield
        except Timeout as error:
            raise Busy("another process is at work on the dataset") from error

    def restore(self, progress: Callable[[int], object]) -> Restored:
        """Bring what was published into the store.

        Raises
        ------
        Unavailable, Refused
        """
        return restore_at_once(self.engine, self.dataset, self.registry, progress)

    def withdraw(self) -> int:
        """Carry out withdrawals that wait, and say how many.

        Raises
        ------
        Unavailable, Refused
        """
        self._settle()
        return self._carry_out()

    def publish(self, today: date) -> int:
        """Do all that is to be done, and say how many shards have got there, as far as was not known.

        Raises
        ------
        Unavailable, Refused
        """
        settled = self._settle()
        self._carry_out()
        compact(self.dataset, today, self.rng, self.metadata_files.daily)
        return settled + self.publisher.publish(today, at_once=not self.settings.publish_delay)

    def _settle(self) -> int:
        if is_due(self.engine):  # what is written beside the guesses is made from the store
            restore(self.engine, self.dataset, self.registry)
        pending = batches.pending(self.engine)
        self.publisher.settle()
        return len(pending)

    def _carry_out(self) -> int:
        return carry_out(self.engine, self.dataset, self.rng, self.metadata_files.without)


@contextmanager
def context(settings: Settings) -> Iterator[PublishingContext]:
    """Open what the settings name.

    Raises
    ------
    StoreError
        When the database cannot be opened.
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    engine = working_engine(settings.database_url)
    registry = Registry(host_key(settings.secret, settings.state))
    dataset = Dataset(Hub(settings.dataset, settings.hub_token))
    try:
        yield PublishingContext(settings, engine, registry, dataset, np.random.default_rng())
    finally:
        engine.dispose()


def today() -> date:
    """Which day it is, UTC."""
    return datetime.now(UTC).date()


class PublishLoop:
    """Publishes at intervals, and after failures later and later; says how it stands.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    """

    def __init__(self, context: PublishingContext, clock: Callable[[], float] = time.time) -> None:
        self._context = context
        self._clock = clock
        self._standing = PublishStatus("starting", clock(), last_published_at=_last(context.settings))
        self._failures = 0  # in a row

    def keep(self, lines: BinaryIO) -> None:
        """Go on until the input ends, and publish a last time then."""
        rest = self.once()
        while not self._rested(lines, rest):
            rest = self.once()
        self.once()

    def once(self) -> float:
        """Publish once, and say for how many seconds to rest."""
        try:
            with self._context.alone():
                made = self._context.publish(datetime.fromtimestamp(self._clock(), UTC).date())
        except FAILURES as error:
            return self._failed(error)
        if self._standing.state == "failing":
            log.warning("publishing goes on")
        self._failures = 0
        at = self._clock() if made else self._standing.last_published_at
        self._say(
            replace(self._standing, state="published" if at else "waiting", why="", last_published_at=at)
        )
        return self._context.settings.publish_minutes * 60

    def _failed(self, error: Exception) -> float:
        why = str(error).splitlines()[0]
        if self._standing.why != why:
            log.warning("guesses wait to be published, which is tried again by itself: %s", why)
        self._say(replace(self._standing, state="failing", why=why))
        self._failures += 1
        return max(BACKOFF.pause_seconds(self._failures), getattr(error, "pause_seconds", 0.0))

    def _say(self, standing: PublishStatus) -> None:
        since = self._standing.since if standing.state == self._standing.state else self._clock()
        try:
            waiting = batches.waiting(self._context.engine)
        except SQLAlchemyError:
            waiting = self._standing.waiting_rounds
        self._standing = replace(standing, since=since, waiting_rounds=waiting)
        try:
            self._standing.write(self._context.settings.state)
        except OSError as error:
            log.warning("how publishing stands cannot be written: %s", error)

    def _rested(self, lines: BinaryIO, seconds: float) -> bool:
        """Rest, but let nobody wait long who withdraws; whether the input has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._is_asked():
            ready, _, _ = select.select([lines], [], [], min(left, LOOK_SECONDS))
            if ready and not os.read(lines.fileno(), 4096):
                return True
        return False

    def _is_asked(self) -> bool:
        if self._standing.state == "failing":
            return False
        with self._context.engine.connect().execution_options(reading=True) as connection:
            return bool(withdrawals.waiting(connection))


def _last(settings: Settings) -> float | None:
    found: float | None = publish_status(settings).get("last_published_at")
    return found


def say_log(level: int = logging.WARNING) -> None:
    """Let what is logged be seen as the game's own log is."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=level)
