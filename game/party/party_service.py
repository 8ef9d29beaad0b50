"""The rooms of a game: opened, joined, connected to, and deleted a day after the last event."""

import asyncio
import hmac
import logging
from contextlib import suppress
from functools import partial
from typing import TypedDict

import numpy as np
from sqlalchemy import Connection as Transaction

from game.errors import UnknownParty
from game.packs.clip import Clip
from game.party import rows, views
from game.party.broadcast import NO_ROOM, TRY_AGAIN, Connection
from game.party.codes import new_code, new_secret, read_code, read_match_name
from game.party.coming_and_going import come_in, forget_withdrawn, go_out, take_seat
from game.party.events import Event
from game.party.live_room import LiveRoom, RoomParts
from game.party.loading import read_stored
from game.party.match_rounds import MatchRounds
from game.party.messages import OptionsShown, Phase
from game.party.nicknames import nickname, prepare
from game.party.requests import MOST_SEATS
from game.party.reveal_view import RevealView
from game.party.room import Options, Room
from game.party.stored_room import state_of
from game.play.services import Services
from game.store.compiled import Row
from game.store.errors import StoreUnavailable

KEPT_SECONDS = 24 * 3600.0  # after the last event in a room
SWEEP_SECONDS = 60.0
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
    """All rooms; those that are used are in memory as well."""

    def __init__(self, services: Services, rng: np.random.Generator) -> None:
        match_rounds = MatchRounds(services.active_packs, services.closing, services.clock)
        self._parts = RoomParts(services, match_rounds, RevealView(services.reveals), rng)
        self._services = services
        self._store = services.store
        self._clock = services.clock
        self._live: dict[str, LiveRoom] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loading = asyncio.Lock()
        services.game_service.on_closed_in_party = self._note_guess

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
            rows.add_seat(transaction, code, token, player_id, seat.number, name)
            return room

        room = await self._store.write(work)
        return {"party": room.party, "seat": room.members.host, "token": token}

    async def look(self, typed: str) -> Look:
        """A room as it is seen before joining.

        Raises
        ------
        UnknownParty
        """
        room = (await self._room(typed)).room
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
        UnknownParty, CannotJoin, BadNickname
        """
        live, token = await self._room(typed), new_secret()
        wanted = nickname(name) if name is not None else None
        joined: Joined = {"party": live.room.party, "seat": 0, "token": token}
        is_new = False

        async def step(now: float) -> list[Event]:
            nonlocal is_new
            joined["seat"], is_new = await take_seat(live, player_id, wanted, token, now)
            return []

        await live.do(step)
        return joined, is_new

    # ---- being there

    async def enter(self, typed: str, token: str) -> tuple[LiveRoom, Connection]:
        """Connect a member to the room; what is to be sent waits in the connection.

        Raises
        ------
        UnknownParty
        """
        live = await self._room(typed)
        number = await self._store.read(lambda c: rows.seat_of_token(c, live.room.party, token))
        if number is None:
            raise UnknownParty("problem.party_no_seat")
        connection = Connection(number)
        await live.do(lambda _now: come_in(live, connection))
        return live, connection

    async def watch(self, typed: str, key: str) -> tuple[LiveRoom, Connection]:
        """Connect a screen to the room.

        Raises
        ------
        UnknownParty
        """
        live = await self._screen(typed, key)
        connection = Connection(None)
        await live.do(lambda _now: come_in(live, connection))
        return live, connection

    async def leave(self, live: LiveRoom, connection: Connection) -> None:
        """A connection is lost."""
        with suppress(StoreUnavailable):
            await live.do(lambda now: go_out(live, connection, now))

    async def heard(self, typed: str, key: str) -> tuple[int, Clip] | None:
        """The number of the present round and its clip, for a screen; None between rounds.

        Raises
        ------
        UnknownParty
        """
        room = (await self._screen(typed, key)).room
        clip = self._services.active_packs.clip(room.used[-1].pack, room.used[-1].key) if room.used else None
        return (room.number, clip) if clip and room.phase in ("round", "reveal") else None

    # ---- from start to stop

    async def keep(self) -> None:
        """Go on with rounds that were open when the game stopped, and delete old rooms, until cancelled."""
        await asyncio.to_thread(prepare)
        try:
            while True:
                try:
                    await self.sweep()
                except StoreUnavailable as error:
                    log.warning("cannot look after parties, retrying in %s s: %s", SWEEP_SECONDS, error)
                await asyncio.sleep(SWEEP_SECONDS)
        finally:
            for live in self._live.values():
                live.stop(TRY_AGAIN)

    async def sweep(self) -> None:
        """Take up rounds that nobody looks after, let go of idle rooms, and delete old ones."""
        for party in await self._store.read(rows.in_play):
            with suppress(UnknownParty):
                await self._room(party)
        for live in list(self._live.values()):
            if len(live.audience):
                await live.do(partial(forget_withdrawn, live))
            elif live.is_idle and self._clock() - live.used_at > SWEEP_SECONDS:
                self._live.pop(live.room.party).stop(TRY_AGAIN)
        before = self._clock() - KEPT_SECONDS
        for party in await self._store.write(lambda c: rows.delete_older(c, before)):
            if party in self._live:
                self._live.pop(party).stop(NO_ROOM)

    # ---- rooms in memory

    async def _room(self, typed: str) -> LiveRoom:
        code = read_code(typed)
        if code is None:
            raise UnknownParty("problem.unknown_party")
        async with self._loading:
            live = self._live.get(code)
            if live is None or live.is_over:
                live = self._live[code] = await self._load(code)
                task = asyncio.create_task(self._run(live))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        live.used_at = self._clock()
        return live

    async def _screen(self, typed: str, key: str) -> LiveRoom:
        live = await self._room(typed)
        if not hmac.compare_digest(key.encode(), live.room.screen.encode()):
            raise UnknownParty("problem.party_no_seat")
        return live

    async def _run(self, live: LiveRoom) -> None:
        await live.run()
        if self._live.get(live.room.party) is live:
            del self._live[live.room.party]

    async def _load(self, code: str) -> LiveRoom:
        stored = await self._store.read(lambda c: read_stored(c, code))
        if stored is None:
            raise UnknownParty("problem.unknown_party")
        return stored.live_room(self._parts)

    def _note_guess(self, row: Row) -> None:
        """Tell the room of a guess that has been stored; where it is not in memory, it reads it later."""
        party, match = read_match_name(row["party"])
        live = self._live.get(party)
        if live is not None:
            live.note_guess(row["player_id"], match, row["number"])
