"""The rooms that this process keeps in memory; each is kept by one process at a time."""

import asyncio
from collections.abc import Iterator

from game.errors import UnknownParty
from game.json_types import Json
from game.party import rows
from game.party.broadcast import TRY_AGAIN
from game.party.codes import key_of
from game.party.far_members import FarMembers
from game.party.live_room import LiveRoom
from game.party.loading import read_stored
from game.party.room_parts import RoomParts
from game.store.process_bus import EVERYBODY


class RoomsHere:
    """Takes rooms, keeps them in use, and lets them go."""

    def __init__(self, parts: RoomParts) -> None:
        self.far_members = FarMembers(parts.bus)
        self._parts = parts
        self._bus = parts.bus
        self._store = parts.services.store
        self._live: dict[str, LiveRoom] = {}
        self._opening: dict[str, list[Json]] = {}  # what is heard meanwhile
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_by_one = asyncio.Lock()

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(list(self._live.values()))

    def __len__(self) -> int:
        return len(self._live)

    def get(self, party: str) -> LiveRoom | None:
        """A room, if it is here and in use."""
        live = self._live.get(party)
        return live if live and not live.is_over else None

    async def take(self, party: str) -> LiveRoom | None:
        """A room, taken if no process keeps it; None when another one does.

        Raises
        ------
        UnknownParty, StoreUnavailable
        """
        async with self._one_by_one:
            live = self.get(party) or await self._open(party)
        if live is not None:
            live.used_at = self._parts.services.clock()
        return live

    def hear(self, message: Json) -> bool:
        """Do what is asked of a room; whether it is here."""
        party = message["party"]
        if message["what"] == "leave":
            self.far_members.leave(message["process"], message["number"])
        elif party in self._opening:
            self._opening[party].append(message)
        elif live := self.get(party):
            self._pass_on(live, message)
        else:
            return False
        return True

    def let_go(self, live: LiveRoom, code: int) -> None:
        """Leave a room to whoever wants it next; its connections close with this code."""
        if self._live.get(live.room.party) is live:
            del self._live[live.room.party]
        live.stop(code)
        self._bus.release(key_of(live.room.party))

    async def rest(self) -> None:
        """Disconnect from the other processes while no room is here."""
        async with self._one_by_one:
            if not self._live:
                await self._bus.rest()

    def let_all_go(self) -> None:
        """Leave all rooms to other processes, and let everybody come again."""
        for live in list(self._live.values()):
            self.let_go(live, TRY_AGAIN)

    async def _open(self, party: str) -> LiveRoom | None:
        if not await self._store.read(lambda c: rows.has_party(c, party)):
            raise UnknownParty("problem.unknown_party")
        heard = self._opening[party] = []
        try:
            if not await self._bus.take(key_of(party)):
                return None
            self._bus.send(EVERYBODY, {"what": "taken", "party": party, "process": self._bus.name})
            stored = await self._store.read(lambda c: read_stored(c, party))
        finally:
            del self._opening[party]
        if stored is None:
            self._bus.release(key_of(party))
            raise UnknownParty("problem.unknown_party")
        live = self._live[party] = stored.live_room(self._parts)
        self._start(live)
        for message in heard:
            self._pass_on(live, message)
        return live

    def _start(self, live: LiveRoom) -> None:
        task = asyncio.create_task(self._run(live))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, live: LiveRoom) -> None:
        await live.run()
        if self._live.get(live.room.party) is live:
            self.let_go(live, TRY_AGAIN)

    def _pass_on(self, live: LiveRoom, message: Json) -> None:
        if message["what"] == "guessed":
            live.note_guess(message["player"], message["match"], message["number"])
        else:
            self.far_members.hear(live, message)
