"""All rooms: those that this process keeps, and those that others do."""

from contextlib import suppress
from functools import partial

from game.errors import UnknownParty
from game.json_types import Json
from game.party import rows
from game.party.broadcast import NO_ROOM, TRY_AGAIN, Connection
from game.party.codes import key_of, read_match_name
from game.party.coming_and_going import forget_withdrawn, sit_down
from game.party.far_rooms import FarRooms
from game.party.live_room import LiveRoom
from game.party.loading import read_stored
from game.party.room import Room
from game.party.room_parts import RoomParts
from game.party.rooms_here import RoomsHere
from game.party.visits import NearVisit, Visit
from game.store.compiled import Row
from game.store.process_bus import EVERYBODY

KEPT_SECONDS = 24 * 3600.0  # after the last event in a room
IDLE_SECONDS = 60.0  # before a room that nobody uses is let go


class Rooms:
    """Finds a room wherever it is kept; one that no process keeps is taken by the first that needs it."""

    def __init__(self, parts: RoomParts) -> None:
        self._store = parts.services.store
        self._clock = parts.services.clock
        self._bus = parts.bus
        self._here = RoomsHere(parts)
        self._far = FarRooms(parts.bus)
        self._bus.listen(self._hear, self.let_all_go)
        parts.services.game_service.on_closed_in_party = self._note_guess

    @property
    def kept(self) -> int:
        """How many rooms this process keeps."""
        return len(self._here)

    async def seen(self, party: str) -> Room:
        """A room as it is here, or in the database; not to be changed.

        Raises
        ------
        UnknownParty
        """
        if live := self._here.get(party):
            return live.room
        stored = await self._store.read(lambda c: read_stored(c, party))
        if stored is None:
            raise UnknownParty("problem.unknown_party")
        return stored.room(self._clock())

    async def join(self, party: str, player_id: str, nickname: str | None, holder: str) -> tuple[int, bool]:
        """Take a seat, as `take_seat` does.

        Raises
        ------
        UnknownParty, CannotJoin, StoreUnavailable
        """
        live = await self._take(party)
        join = partial(sit_down, live) if live else partial(self._far.join, party)
        return await join(player_id, nickname, holder)

    async def visit(self, party: str, connection: Connection) -> Visit:
        """Connect to a room.

        Raises
        ------
        UnknownParty, NotAllowed, StoreUnavailable
        """
        live = await self._take(party)
        if live is None:
            return self._far.enter(party, connection)
        visit = NearVisit(live, connection)
        await visit.begin()
        return visit

    async def look_around(self) -> None:
        """Let everybody come again whose room's process is gone; note the members of processes that are.

        Where rooms are kept here, others see by this that the process does not stand still.
        """
        rooms, processes = self._far.rooms, self._here.far_members.processes
        if rooms or processes or list(self._here):
            await self._bus.free_from_frozen([key_of(party) for party in rooms])
            presence = await self._bus.present()
            self._far.drop(party for party in rooms if key_of(party) not in presence.taken)
            self._here.far_members.forget(processes - presence.processes)

    async def sweep(self) -> None:
        """Take up rounds that nobody looks after, let go of idle rooms, and delete old ones."""
        for party in await self._store.read(rows.in_play):
            with suppress(UnknownParty):
                await self._take(party)
        for live in self._here:
            if len(live.audience):
                await live.do(partial(forget_withdrawn, live))
            elif live.is_idle and self._clock() - live.used_at > IDLE_SECONDS:
                self._here.let_go(live, TRY_AGAIN)
        before = self._clock() - KEPT_SECONDS
        for party in await self._store.write(lambda c: rows.delete_older(c, before)):
            if deleted := self._here.get(party):
                self._here.let_go(deleted, NO_ROOM)
        if not self._far.rooms:
            await self._here.rest()

    def let_all_go(self) -> None:
        """Let everybody come again, here or to another process."""
        self._here.let_all_go()
        self._far.drop(self._far.rooms)

    async def _take(self, party: str) -> LiveRoom | None:
        """The room, if this process keeps it from now on; None when another one does."""
        live = await self._here.take(party)
        if live is not None:
            self._far.drop([party])  # the process that kept it is gone
        return live

    def _note_guess(self, row: Row) -> None:
        """Tell the room of a guess that has been stored; where no process keeps it, it is read later."""
        party, match = read_match_name(row["party"])
        of_whom = {"player": row["player_id"], "match": match, "number": row["number"]}
        message = {"what": "guessed", "party": party, **of_whom}
        if not self._here.hear(message):
            self._bus.send(EVERYBODY, message)

    def _hear(self, message: Json) -> None:
        """A message of another process."""
        match message["what"]:
            case "taken":
                self._far.kept_by(message["party"], message["process"])
                if lost := self._here.get(message["party"]):  # which this process has not noticed
                    self._here.let_go(lost, TRY_AGAIN)
            case "texts" | "close" | "joined" | "refused":
                self._far.hear(message)
            case _:
                self._here.hear(message)
