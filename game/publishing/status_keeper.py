"""Keeps the file that tells the game how publishing is, also while a call to the Hub takes long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from game.processes.publish_process import PublishStatus, State, log, publish_status
from game.publishing import batches
from game.settings import Settings

REFRESH_SECONDS = 20.0  # between two counts of what waits
MOST_NAMED = 10  # of the files that are left alone


class StatusKeeper:
    """Notes what happens in the file that `publish_status` reads.

    Parameters
    ----------
    engine : Engine
        The store, to count what waits.
    clock : callable
        Returns seconds since 1970, UTC.
    """

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock
        self._changing = threading.Lock()
        last: float | None = publish_status(settings).get("last_published_at")
        self._status = PublishStatus("starting", clock(), last_published_at=last)

    @property
    def is_failing(self) -> bool:
        return self._status.state == "failing"

    def looks(self) -> None:
        """A look at the dataset begins."""
        self._set(looked_at=self._clock(), next_try_at=None)

    def succeeded(self, published: bool, left_alone: list[str], rest_seconds: float) -> None:
        """All that was due is published."""
        if self.is_failing:
            log.warning("publishing works again")
        now = self._clock()
        last = now if published else self._status.last_published_at
        self._set(
            "published" if last else "waiting",
            why="",
            last_published_at=last,
            next_try_at=now + rest_seconds,
            left_alone=tuple(sorted(left_alone)[:MOST_NAMED]),
        )

    def failed(self, why: str, rest_seconds: float) -> None:
        """Guesses could not be published."""
        if self._status.why != why:
            log.warning("guesses could not be published; retrying automatically: %s", why)
        self._set("failing", why=why, next_try_at=self._clock() + rest_seconds)

    def waiting_rounds(self) -> int:
        """Rounds that wait; the number known before while the database does not answer."""
        try:
            return batches.count_waiting(self._engine)
        except SQLAlchemyError:
            return self._status.waiting_rounds

    @contextmanager
    def kept_up_to_date(self) -> Iterator[None]:
        """Inside the block, count again and again what waits."""
        stop = threading.Event()

        def refresh() -> None:
            while not stop.wait(REFRESH_SECONDS):
                self._set()

        thread = threading.Thread(target=refresh, name="publishing status", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _set(self, state: State | None = None, **changes: Any) -> None:
        with self._changing:
            new = replace(self._status, state=state or self._status.state, **changes)
            since = self._status.since if new.state == self._status.state else self._clock()
            new = replace(new, since=since, waiting_rounds=self.waiting_rounds())
            is_news, self._status = new != self._status, new
            if not is_news:
                return
            try:
                new.write(self._settings.state)
            except OSError as error:
                log.warning("the publishing status cannot be written: %s", error)
