"""The rooms of a game: opened, joined, connected to, and deleted a day after the last event."""

import asyncio
import hmac
import logging
from contextlib import suppress
from typing import TypedDict

import numpy as np
from sqlalchemy import Connection as Transaction

from game.errors import UnknownParty
from game.packs.clip import Clip
from game.party import rows, views
from game.party.broadcast import Connection
from game.party.codes import hash_of, new_code, new_secret, read_code
from game.party.match_rounds import MatchRounds
from game.party.messages import OptionsShown, Phase
from game.party.nicknames import nickname, prepare
from game.party.requests import MOST_SEATS
from game.party.reveal_view import RevealView
from game.party.room import Options, Room
from game.party.room_parts import RoomParts
from game.party.rooms import Rooms
from game.party.stored_room import state_of
from game.party.visits import Visit
from game.play.services import Services
from game.store.errors import StoreUnavailable
from game.store.process_bus import ProcessBus

SWEEP_SECONDS = 60.0
WATCH_SECONDS = 1.0
log = logging.getLogger("earwitness")


class Joined(TypedDict):
    """A member's seat, and the secret that holds it."""

    party: str
    seat: int
    token: str


class Look(TypedDict):
    """What is told of a room to who has its code."""

    party: str
    phase: Phase
    people: int
    most: int
    options: OptionsShown


class PartyService:
    """All rooms; those that are used are in the memory of one process as well, this one or another.

    Parameters
    ----------
    bus : ProcessBus
        Of the services' database.
    """

    def __init__(self, services: Services, rng: np.random.Generator, bus: ProcessBus) -> None:
        match_rounds = MatchRounds(services.active_packs, services.closing, services.clock)
        parts = RoomParts(services, match_rounds, RevealView(services.reveals), rng, bus)
        self._services = services
        self._store = services.store
        self._clock = services.clock
        self._bus = bus
        self.rooms = Rooms(parts)

    # ---- joining

    async def create(self, player_id: str, typed: str, options: Options) -> Joined:
        """Open a room; the player is its host.

        Raises
        ------
        BadNickname
        """
        name, token, now = nickname(typed), new_secret(), self._clock()

        def work(transaction: Transaction) -> Room:
            code = new_code()
            while rows.has_party(transaction, code):
                code = new_code()
            room = Room(code, new_secret(), options)
            seat = room.join(name, now)
            rows.add_party(transaction, code, state_of(room), now)
            rows.add_seat(transaction, code, hash_of(token), player_id, seat.number, name)
            return room

        room = await self._store.write(work)
        return {"party": room.party, "seat": room.members.host, "token": token}

    async def look(self, typed: str) -> Look:
        """A room as it is seen before joining.

        Raises
        ------
        UnknownParty
        """
        room = await self.rooms.seen(_code(typed))
        options = views.options_shown(room)
        return {
            "party": room.party,
            "phase": room.phase,
            "people": len(room.seats),
            "most": MOST_SEATS,
            "options": options,
        }

    async def join(self, typed: str, player_id: str, name: str | None) -> tuple[Joined, bool]:
        """Take a seat, or the own seat again with another token; and whether it is new.

        Raises
        ------
        UnknownParty, CannotJoin, BadNickname, StoreUnavailable
        """
        party, token = _code(typed), new_secret()
        wanted = nickname(name) if name is not None else None
        seat, is_new = await self.rooms.join(party, player_id, wanted, hash_of(token))
        return {"party": party, "seat": seat, "token": token}, is_new

    # ---- being there

    async def enter(self, typed: str, token: str) -> tuple[Connection, Visit]:
        """Connect a member to the room; what is to be sent waits in the connection.

        Raises
        ------
        UnknownParty, NotAllowed, StoreUnavailable
        """
        party = _code(typed)
        number = await self._store.read(lambda c: rows.seat_of_token(c, party, token))
        if number is None:
            raise UnknownParty("problem.party_no_seat")
        connection = Connection(number)
        return connection, await self.rooms.visit(party, connection)

    async def watch(self, typed: str, key: str) -> tuple[Connection, Visit]:
        """Connect a screen to the room.

        Raises
        ------
        UnknownParty, StoreUnavailable
        """
        room = await self._screen(_code(typed), key)
        connection = Connection(None)
        return connection, await self.rooms.visit(room.party, connection)

    async def heard(self, typed: str, key: str) -> tuple[int, Clip] | None:
        """The number of the present round and its clip, for a screen; None between rounds.

        Raises
        ------
        UnknownParty
        """
        room = await self._screen(_code(typed), key)
        clip = self._services.active_packs.clip(room.used[-1].pack, room.used[-1].key) if room.used else None
        return (room.number, clip) if clip and room.phase in ("round", "reveal") else None

    # ---- from start to stop

    async def keep(self) -> None:
        """Go on with rounds that were open when the game stopped, and delete old rooms, until cancelled."""
        await asyncio.to_thread(prepare)
        try:
            while True:
                try:
                    await self.rooms.sweep()
                except StoreUnavailable as error:
                    log.warning("cannot look after parties, retrying in %s s: %s", SWEEP_SECONDS, error)
                await asyncio.sleep(SWEEP_SECONDS)
        finally:
            self.rooms.let_all_go()
            await self._bus.close()

    async def watch_processes(self) -> None:
        """Notice other processes that are gone, and the rooms that they kept, until cancelled."""
        while not self._bus.is_alone:
            await asyncio.sleep(WATCH_SECONDS)
            with suppress(StoreUnavailable):
                await self.rooms.look_around()

    async def _screen(self, party: str, key: str) -> Room:
        room = await self.rooms.seen(party)
        if not hmac.compare_digest(key.encode(), room.screen.encode()):
            raise UnknownParty("problem.party_no_seat")
        return room


def _code(typed: str) -> str:
    code = read_code(typed)
    if code is None:
        raise UnknownParty("problem.unknown_party")
    return code
