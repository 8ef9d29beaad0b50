"""Publishing beside the game: at intervals, after failures less and less often, and once more at the end."""

import os
import time
from collections.abc import Callable
from datetime import date
from typing import BinaryIO

from game.backoff import Backoff
from game.play.daily_limit import utc_day
from game.players import withdrawals
from game.processes.publish_process import log
from game.publishing.batches import PAUSE_SECONDS
from game.publishing.publishing_context import FAILURES, PublishingContext
from game.publishing.status_keeper import StatusKeeper
from game.publishing.stop_notice import StopNotice

BACKOFF = Backoff(first_seconds=15.0, longest_seconds=900.0)  # after failures
LOOK_SECONDS = 20.0  # between two checks for pending withdrawals


class PublishLoop:
    """Publishes at intervals, after failures less and less often, and keeps its status in a file.

    Parameters
    ----------
    lines : BinaryIO
        Publishes until this ends, and once more then, within the time that `StopNotice` reads from it.
    clock : callable
        Returns seconds since 1970, UTC.
    """

    def __init__(
        self, context: PublishingContext, lines: BinaryIO, clock: Callable[[], float] = time.time
    ) -> None:
        self._context = context
        self._notice = StopNotice(lines, self._give_up)
        self._clock = clock
        self._status = StatusKeeper(context.settings, context.engine, clock)
        self._failures = 0  # in a row

    def run(self) -> None:
        """Publish until the input ends, and once more then."""
        with self._status.kept_up_to_date():
            rest_seconds = self.once()
            while not self._rest(rest_seconds):
                rest_seconds = self.once()
            self.once(is_last=True)
        self._say_what_stays()

    def _give_up(self) -> None:
        """End the process in the midst of a call. Had it succeeded, the next start would find out."""
        self._say_what_stays()
        os._exit(0)

    def _say_what_stays(self) -> None:
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
        return not self._notice.wait(0.0) and not self._has_withdrawals()

    def _rest(self, seconds: float) -> bool:
        """Wait, but not long while a withdrawal is pending; return whether the input has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._has_withdrawals():
            if self._notice.wait(min(left, LOOK_SECONDS)):
                return True
        return self._notice.wait(0.0)

    def _has_withdrawals(self) -> bool:
        if self._status.is_failing:
            return False
        with self._context.engine.connect().execution_options(reading=True) as connection:
            return bool(withdrawals.waiting(connection))


def never() -> bool:
    """There is no time."""
    return False
