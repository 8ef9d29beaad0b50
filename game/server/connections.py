"""How many connections may be open, and which are closed to make room for another."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


class Closable(Protocol):
    """A connection that can be given up."""

    def give_up(self) -> None:
        """Close it."""


@dataclass(eq=False, slots=True)
class _Entry:
    """An open connection; `stage` is the queue it waits in, None while its request is being answered."""

    address: str
    stage: str | None = None


@dataclass(slots=True)
class _Queues:
    """Waiting connections, the longest waiting first: those that stall, and those that are merely idle."""

    stalled: dict[Closable, None] = field(default_factory=dict)
    idle: dict[Closable, None] = field(default_factory=dict)

    def of(self, stage: str) -> dict[Closable, None]:
        return self.idle if stage == "idle" else self.stalled

    def first(self) -> Closable | None:
        """The one that is missed least: who stalls before who is idle, the longest waiting first."""
        return next(iter(self.stalled), None) or next(iter(self.idle), None)


class Connections:
    """All open connections, at most so many in all and from one address.

    When there are more, the one closes that has been stalling longest, or else the one that has been idle
    longest. So half-sent requests cannot keep new players out. If none waits, the new one is refused.

    Parameters
    ----------
    most, most_per_address : int
        The limits.
    """

    def __init__(self, most: int, most_per_address: int) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._entries: dict[Closable, _Entry] = {}
        self._counts: Counter[str] = Counter()
        self._all = _Queues()
        self._by_address: dict[str, _Queues] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, connection: Closable, address: str) -> bool:
        """Take in a new connection. If another has to make room for it, that one is given up.

        Returns
        -------
        bool
            Whether all connections fit without giving one up; the new one may be the one that was.
        """
        crowded_out = self._crowded_out(address, connection)
        self._entries[connection] = _Entry(address)
        self._counts[address] += 1
        if crowded_out is None:
            return True
        self.remove(crowded_out)
        crowded_out.give_up()
        return False

    def set_stage(self, connection: Closable, stage: str | None) -> None:
        """Note what a connection waits for: ``idle``, another word for stalling, None for nothing."""
        entry = self._entries.get(connection)
        if entry is None:  # given up
            return
        self._leave(connection, entry)
        entry.stage = stage
        if stage is not None:
            self._all.of(stage)[connection] = None
            self._by_address.setdefault(entry.address, _Queues()).of(stage)[connection] = None

    def remove(self, connection: Closable) -> None:
        """Forget a connection that is closed."""
        entry = self._entries.pop(connection, None)
        if entry is None:
            return
        self._leave(connection, entry)
        self._counts[entry.address] -= 1
        if not self._counts[entry.address]:
            del self._counts[entry.address]
            self._by_address.pop(entry.address, None)

    def _crowded_out(self, address: str, new: Closable) -> Closable | None:
        if self._counts[address] >= self._most_per_address:
            queues = self._by_address.get(address)
            return (queues.first() if queues else None) or new
        if len(self._entries) >= self._most:
            return self._all.first() or new
        return None

    def _leave(self, connection: Closable, entry: _Entry) -> None:
        if entry.stage is not None:
            del self._all.of(entry.stage)[connection]
            del self._by_address[entry.address].of(entry.stage)[connection]
