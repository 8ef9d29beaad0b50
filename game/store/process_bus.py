"""What the processes on one database tell each other, and which of them has taken what."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from game.json_types import Json
from game.store.engines import is_postgresql

EVERYBODY = ""  # as the addressee of a message: all other processes


@dataclass(frozen=True)
class Presence:
    """The processes that are there, by name, and the keys that one of them has taken."""

    processes: frozenset[str]
    taken: frozenset[int]


class ProcessBus(Protocol):
    """Messages between processes, each delivered at most once and in order; and keys that one at a time has.

    A key is free again as soon as the process that took it releases it, or dies.
    """

    name: str  # another one whenever this process has to connect anew
    is_alone: bool  # whether there can be no other process

    def listen(self, on_message: Callable[[Json], None], on_lost: Callable[[], None]) -> None:
        """Say what to do with messages, and when all that was taken may now be another process's."""

    def send(self, to: str, message: Json) -> None:
        """Send a message to a process, or to `EVERYBODY` else; never waits."""

    async def take(self, key: int) -> bool:
        """Take a key; whether it is this process's now. StoreUnavailable when nobody can tell."""

    def release(self, key: int) -> None:
        """Leave a key to others, once the messages sent before are delivered."""

    def holds(self, transaction: Connection, key: int) -> bool:
        """Whether this process has a key while this transaction runs."""

    async def still_has(self, key: int) -> bool:
        """Whether a key is this process's now, though it may have stood still for a while.

        StoreUnavailable when nobody can tell.
        """

    async def free_from_frozen(self, keys: Collection[int]) -> None:
        """Take keys away from processes that stand still; StoreUnavailable when the database does not answer.

        A process that has a key must therefore ask who is `present` every second.
        """

    async def present(self) -> Presence:
        """Who is there, and what is taken. StoreUnavailable when nobody can tell."""

    async def rest(self) -> None:
        """Disconnect until it is used again; nothing may be taken."""

    async def close(self) -> None:
        """Deliver what was sent, and release all that was taken, for good."""


class Alone:
    """The bus of the only process on a database: nobody hears it, and it may take everything."""

    name = "alone"
    is_alone = True

    def listen(self, on_message: Callable[[Json], None], on_lost: Callable[[], None]) -> None: ...
    def send(self, to: str, message: Json) -> None: ...

    async def take(self, key: int) -> bool:
        return True

    def release(self, key: int) -> None: ...

    def holds(self, transaction: Connection, key: int) -> bool:
        return True

    async def still_has(self, key: int) -> bool:
        return True

    async def free_from_frozen(self, keys: Collection[int]) -> None: ...

    async def present(self) -> Presence:
        return Presence(frozenset(), frozenset())

    async def rest(self) -> None: ...
    async def close(self) -> None: ...


def open_bus(url: str) -> ProcessBus:
    """The bus of a database; it connects once something is taken or sent.

    Parameters
    ----------
    url : str
        As for `Store`.
    """
    if not is_postgresql(url):
        return Alone()
    from game.store.postgresql_bus import PostgresqlBus  # without its driver, SQLite must do

    return PostgresqlBus(url)
