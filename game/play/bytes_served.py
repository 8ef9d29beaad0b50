"""Audio bytes sent for each round: counted in memory, so that not every chunk costs a database write."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from game.store.database import Store
from game.store.errors import StoreUnavailable

SETTLE_SECONDS = 1.0  # a sound's last bytes wait no longer for the database


@dataclass(frozen=True, slots=True)
class Count:
    """Audio bytes of a round that are not in the database yet.

    Attributes
    ----------
    touched_at : float
        When the last were sent, in seconds since 1970.
    whole : int
        Size of the whole recording in bytes; 0 when nothing was sent.
    """

    sent: int = 0
    touched_at: float = 0.0
    whole: int = 0


class BytesServed:
    """Counts for the rounds that are being listened to.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._counts: dict[str, Count] = {}
        self._just_written: dict[str, Count] = {}  # by a transaction whose end has not been told yet
        self._counted = asyncio.Event()
        self._writing = asyncio.Lock()
        self._settling: set[asyncio.Task[None]] = set()

    def add(self, round_: str, whole: int, sent: int) -> None:
        """Count bytes of a recording of ``whole`` bytes."""
        self._counts[round_] = Count(self._sent(round_) + sent, self._clock(), whole)
        self._counted.set()

    async def wait(self) -> None:
        """Wait until something was sent that the database does not know yet."""
        while not self._counts:
            self._counted.clear()
            await self._counted.wait()

    def unwritten(self, round_: str) -> Count:
        """What the database does not know of a round yet.

        In a job of the store that comes after one of `write` in the same transaction, what that one has
        written is known.
        """
        count = self._counts.get(round_, Count())
        written = self._just_written.get(round_)
        return replace(count, sent=max(0, count.sent - written.sent)) if written else count

    async def settle(self, write: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait until what was sent is written, but not for long.

        To be awaited before the last bytes leave where another process may close the round: it sees only
        what is written.

        Parameters
        ----------
        write : callable
            Calls the method `write`.
        """

        async def quietly() -> None:
            with contextlib.suppress(StoreUnavailable):  # kept, and written the next time
                await write()

        # Not cancelled with the request: what was sent would be counted twice.
        settling = asyncio.create_task(quietly())
        self._settling.add(settling)
        settling.add_done_callback(self._settling.discard)
        await asyncio.wait((settling,), timeout=SETTLE_SECONDS)

    async def write(self, store: Store, touch: Callable[[Connection, Mapping[str, Count]], None]) -> None:
        """Write what has been sent since the last time: a killed game forgets the rest.

        Parameters
        ----------
        touch : callable
            Adds counts to their rounds, in a transaction.

        Raises
        ------
        StoreUnavailable
        """
        async with self._writing:
            unwritten = dict(self._counts)
            if not unwritten:
                return

            def work(connection: Connection) -> None:
                touch(connection, unwritten)
                self._just_written = unwritten

            try:
                await store.write(work)
            finally:
                self._just_written = {}
            for name, count in unwritten.items():
                self._mark_written(name, count.sent)

    def _mark_written(self, round_: str, sent: int) -> None:
        """Subtract bytes that are in the database now; more may have been sent meanwhile."""
        left = self._sent(round_) - sent
        if left > 0:
            self._counts[round_] = replace(self._counts[round_], sent=left)
        else:
            self._counts.pop(round_, None)

    def _sent(self, round_: str) -> int:
        return self._counts.get(round_, Count()).sent

    def forget(self, round_: str) -> None:
        """Drop a closed round: its bytes were written when it closed."""
        self._counts.pop(round_, None)
