"""The bus of processes on one PostgreSQL database: LISTEN and NOTIFY, and advisory locks."""

import asyncio
import json
import logging
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from game.json_types import Json
from game.store.engines import parsed_url, postgresql_arguments
from game.store.errors import StoreUnavailable
from game.store.process_bus import EVERYBODY, Presence

CHANNEL = "earwitness"
PROCESSES, KEYS = 0x65617270, 0x6561726B  # classes of advisory locks: "earp" and "eark"
MOST_CHARACTERS = 7_800  # of a notification; PostgreSQL takes up to 8,000 bytes
_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND pid = :pid AND classid = :class AND objid = :key AND objsubid = 2"
)
_PRESENT = (
    "SELECT classid::bigint, objid::bigint FROM pg_locks"
    " WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
FROZEN_SECONDS = 10.0  # after which others end the session of a process that asks nothing
CERTAIN_SECONDS = FROZEN_SECONDS / 2  # for which an answer says that nobody has
_END_FROZEN = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE state = 'idle' AND state_change < clock_timestamp() - make_interval(secs => %s) AND pid IN"
    " (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid::bigint = %s AND objid::bigint = ANY(%s::bigint[])"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
Link = psycopg.AsyncConnection[Any]
log = logging.getLogger("earwitness")


class PostgresqlBus:
    """One process's part of the bus.

    Two connections: one waits for notifications; the other sends them, and holds the locks of what this
    process took, which end with it. When either is lost, so is everything, until the next use connects anew.

    Parameters
    ----------
    url : str
        As for `Store`.
    """

    is_alone = False

    def __init__(self, url: str) -> None:
        parsed = parsed_url(url)
        self._arguments = {
            **postgresql_arguments(parsed),
            **parsed.get_dialect()().create_connect_args(parsed)[1],
        }
        self.name = ""
        self._on_message: Callable[[Json], None] = lambda _message: None
        self._on_lost: Callable[[], None] = lambda: None
        self._opening = asyncio.Lock()
        self._session: Link | None = None
        self._pid = 0
        self._answered_at = 0.0  # what was asked at this time of `time.monotonic`, and last
        self._listening: asyncio.Task[None] | None = None
        self._losing: asyncio.Task[None] | None = None
        self._waiting: deque[tuple[str, str] | int] = deque()  # notifications, and keys to release
        self._sending: asyncio.Task[None] | None = None
        self._taken: set[int] = set()
        self._sent = 0
        self._is_closed = False

    def listen(self, on_message: Callable[[Json], None], on_lost: Callable[[], None]) -> None:
        """As `ProcessBus` says."""
        self._on_message, self._on_lost = on_message, on_lost

    def send(self, to: str, message: Json) -> None:
        """As `ProcessBus` says; without the database, the message is lost."""
        if self._is_closed:
            return
        self._sent += 1
        channel = CHANNEL if to == EVERYBODY else f"{CHANNEL}_{to}"
        pieces = _pieces(self._sent, json.dumps(message, separators=(",", ":")))
        self._enqueue(*((channel, piece) for piece in pieces))

    async def take(self, key: int) -> bool:
        """As `ProcessBus` says."""
        if self._sending is not None:
            await self._sending  # a key may still be about to be released
        if key not in self._taken:
            [(is_taken,)] = await self._ask("SELECT pg_try_advisory_lock(%s, %s)", KEYS, key)
            if not is_taken:
                return False
            self._taken.add(key)
        return True

    def release(self, key: int) -> None:
        """As `ProcessBus` says."""
        if key in self._taken:
            self._taken.discard(key)
            self._enqueue(key)

    def holds(self, transaction: Connection, key: int) -> bool:
        """As `ProcessBus` says: asks the server, which may have ended the session unnoticed."""
        values = {"pid": self._pid, "class": KEYS, "key": key}
        return key in self._taken and bool(transaction.execute(_HELD, values).scalar_one())

    async def still_has(self, key: int) -> bool:
        """As `ProcessBus` says; asks the server only when nothing was asked lately."""
        if key in self._taken and time.monotonic() - self._answered_at > CERTAIN_SECONDS:
            await self._ask("SELECT 1")
        return key in self._taken

    async def free_from_frozen(self, keys: Collection[int]) -> None:
        """As `ProcessBus` says."""
        if keys and await self._ask(_END_FROZEN, FROZEN_SECONDS, KEYS, list(keys)):
            log.warning("another process has stood still for %g s: what it kept is free", FROZEN_SECONDS)

    async def present(self) -> Presence:
        """As `ProcessBus` says."""
        found = await self._ask(_PRESENT)
        names = frozenset(str(number) for kind, number in found if kind == PROCESSES)
        return Presence(names, frozenset(key for kind, key in found if kind == KEYS))

    async def rest(self) -> None:
        """As `ProcessBus` says."""
        while self._sending is not None and not self._sending.done():
            await self._sending
        async with self._opening:
            await self._disconnect()

    async def close(self) -> None:
        """As `ProcessBus` says; what is sent later is lost."""
        self._is_closed = True
        await self.rest()

    # ---- connections

    async def _ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            session, asked_at = await self._open(), time.monotonic()
            answer = await (await session.execute(statement.encode(), values)).fetchall()
            self._answered_at = asked_at
            return answer
        except (psycopg.Error, OSError) as error:
            await self._lose(error)
            raise StoreUnavailable(f"{type(error).__name__}: {error}") from error

    async def _open(self) -> Link:
        async with self._opening:
            if self._session is None:
                number = secrets.randbits(31)
                self.name = str(number)
                listening = await self._connect()
                for channel in (CHANNEL, f"{CHANNEL}_{self.name}"):
                    await listening.execute(f"LISTEN {channel}".encode())
                self._listening = asyncio.create_task(self._listen(listening))
                session = await self._connect()
                await session.execute("SELECT pg_advisory_lock(%s, %s)", (PROCESSES, number))
                self._pid = session.info.backend_pid
                self._session = session
            return self._session

    async def _connect(self) -> Link:
        connection = await psycopg.AsyncConnection.connect(**self._arguments, autocommit=True)
        # So that the server soon notices when this machine is gone; it notices a killed process at once.
        await connection.execute("SET tcp_keepalives_idle = 30")
        return connection

    async def _listen(self, listening: Link) -> None:
        parts: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        async with listening:
            try:
                async for notification in listening.notifies():
                    number, left, piece = notification.payload.split(":", 2)
                    sent = (notification.pid, number)
                    parts[sent].append(piece)
                    if left == "0":
                        whole = "".join(parts.pop(sent))
                        if notification.pid != self._pid:
                            self._tell(json.loads(whole))
            except (psycopg.Error, OSError) as error:
                self._losing = asyncio.create_task(self._lose(error))

    def _tell(self, message: Json) -> None:
        try:
            self._on_message(message)
        except Exception:  # one bad message must not end the listening
            log.exception("a message of another process could not be understood")

    async def _lose(self, error: Exception) -> None:
        async with self._opening:
            if self._session is None and self._listening is None:
                return
            log.warning("this process no longer hears the others on its database: %s", error)
            self._waiting.clear()
            await self._disconnect()
        self._on_lost()

    async def _disconnect(self) -> None:
        self._taken.clear()
        session, listening = self._session, self._listening
        self._session = self._listening = None
        if listening is not None:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        if session is not None:
            await session.close()

    # ---- sending

    def _enqueue(self, *items: tuple[str, str] | int) -> None:
        self._waiting.extend(items)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        with suppress(StoreUnavailable):  # then all is lost, and said to be
            while self._waiting:
                if isinstance(self._waiting[0], int):
                    await self._ask("SELECT pg_advisory_unlock(%s, %s)", KEYS, self._waiting.popleft())
                    continue
                channels, pieces = zip(*self._notifications(), strict=True)
                notify = "SELECT pg_notify(c, p) FROM unnest(%s::text[], %s::text[]) AS waiting (c, p)"
                await self._ask(notify, list(channels), list(pieces))
            return
        self._waiting.clear()

    def _notifications(self) -> Iterator[tuple[str, str]]:
        """Take those that wait, up to the next key."""
        while self._waiting and not isinstance(self._waiting[0], int):
            item = self._waiting.popleft()
            assert not isinstance(item, int)
            yield item


def _pieces(number: int, message: str) -> Iterator[str]:
    """A message in notifications, each with the message's number and the number of pieces to come."""
    starts = range(0, len(message), MOST_CHARACTERS)
    for left, start in zip(reversed(range(len(starts))), starts, strict=True):
        yield f"{number}:{left}:{message[start : start + MOST_CHARACTERS]}"
