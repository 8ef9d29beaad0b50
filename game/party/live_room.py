"""A room in use: one task does what members ask, one after the other, and what the time brings."""

import copy
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection as Transaction

from game.errors import NotAllowed, Refusal
from game.party import rows, views
from game.party.announcements import announcements
from game.party.broadcast import TRY_AGAIN, Audience, Listener, encoded
from game.party.clip_choice import next_clip
from game.party.events import Event, HostChanged, SetUp
from game.party.messages import RevealShown
from game.party.room import Room
from game.party.room_parts import RoomParts
from game.party.stored_room import state_of
from game.party.turns import Step, Turns
from game.store.compiled import Row
from game.store.errors import StoreUnavailable

AT_ONCE = 5  # members in a transaction
log = logging.getLogger("earwitness")


@dataclass(eq=False)
class LiveRoom:
    """A room in memory; the database has all of it but who is connected.

    Attributes
    ----------
    players : dict
        Ids of the members by number of their seats.
    removed : set of str
        Ids of the players whom the host removed.
    reveal : RevealShown or None
        Of the last round.
    lately : list of float
        When members reacted in the last second, seconds since 1970.
    used_at : float
        When somebody last asked for the room, seconds since 1970.
    """

    room: Room
    players: dict[int, str]
    removed: set[str]
    parts: RoomParts
    reveal: RevealShown | None = None
    audience: Audience = field(default_factory=Audience)
    turns: Turns = field(default_factory=Turns)
    is_over: bool = False
    lately: list[float] = field(default_factory=list)
    used_at: float = 0.0
    _kept: Any = None
    _unmarked: list[str] = field(default_factory=list)
    _newcomers: list[Listener] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kept = state_of(self.room)

    async def do(self, step: Step) -> None:
        """Have a step done in its turn; returns once it is stored, and told to all.

        Raises
        ------
        Refusal
            When the rules do not allow it.
        StoreUnavailable
        """
        if self.is_over:
            raise StoreUnavailable("this room was left off")
        await self.turns.add(step)

    def note_guess(self, player_id: str, match: int, number: int) -> None:
        """A member's answer to a round has been stored; nobody waits until all are told."""

        async def step(now: float) -> list[Event]:
            seat = self.seat_of(player_id)
            return self.room.guess(match, number, seat, now) if seat else []

        if not self.is_over:
            self.turns.add(step)

    def seat_of(self, player_id: str) -> int | None:
        """A player's seat here; None without one."""
        return next((number for number, player in self.players.items() if player == player_id), None)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is to come but from the outside."""
        return not len(self.audience) and self.room.due_at is None

    async def run(self) -> None:
        """Work until the room is stopped, or the database fails."""
        try:
            while not self.is_over:
                due = self.room.due_at
                await self.turns.wait(None if due is None else max(0.0, due - self.parts.services.clock()))
                await self._work()
        except StoreUnavailable as error:
            self._give_up(error)
        except Exception as error:
            log.exception("a party's room failed")
            self._give_up(StoreUnavailable(str(error)))

    def stop(self, code: int) -> None:
        """Stop working, and close all connections."""
        self.is_over = True
        self.audience.close(code)
        self.turns.fail(StoreUnavailable("this room was left off"))
        self.turns.wake()

    # ---- what a step may need

    async def keep(self, also: Callable[[Transaction], object] = lambda _: None) -> None:
        """Store the room as it is now, with what belongs to it, in one transaction.

        Raises
        ------
        StoreUnavailable
            Also when another process has taken the room.
        """
        room, now = self.room, self.parts.services.clock()
        state = state_of(room)
        begins = room.is_counting and not self._kept["is_counting"]

        def work(transaction: Transaction) -> None:
            also(transaction)
            rows.save(transaction, room.party, state, now)
            if begins and room.closes_at is not None:
                rows.set_closing(transaction, room.party, room.match, room.number, room.closes_at)

        await self.parts.write(self.room.party, work)
        self._kept = state

    async def begin_round(self, now: float) -> list[Event]:
        """Choose a clip, and begin the next round with it.

        Raises
        ------
        NotAllowed
            When there is none.
        """
        room, services, rng = self.room, self.parts.services, self.parts.rng
        players = list(self.players.values())
        clip = await services.store.read(
            lambda c: next_clip(c, services.active_packs, room.used, room.number, players, rng)
        )
        if clip is None:
            raise NotAllowed("problem.party_nothing_left")
        return room.begin_round(clip, now)

    async def end_round(self) -> list[Event]:
        """Close everybody's rounds, and count them; a few at a time, so that other rooms come in between."""
        players, match_rounds = dict(self.players), self.parts.match_rounds
        store, everybody = self.parts.services.store, list(players.values())
        ask = partial(match_rounds.unprepared, room=self.room, players=everybody)
        for some in _in_parts(await store.read(ask)):
            await store.write(partial(match_rounds.prepare, room=self.room, players=some))

        def work(transaction: Transaction) -> tuple[Room, list[Event], list[Row]]:
            closed = match_rounds.close(transaction, self.room)
            room = copy.deepcopy(self.room)
            by_player = {row["player_id"]: row["geoscore"] or 0.0 for row in closed}
            events = room.end_round({n: by_player[p] for n, p in players.items() if p in by_player})
            rows.save(transaction, room.party, state_of(room), self.parts.services.clock())
            return room, events, closed

        self.room, events, closed = await self.parts.write(self.room.party, work)
        self._kept = state_of(self.room)
        self.reveal = self.parts.reveal_view.reveal(self.room, closed, players)
        self._unmarked = everybody
        return events

    async def mark_revealed(self) -> None:
        """Note that the members have been shown the clip; after they have, for nobody waits for it."""
        players, self._unmarked = self._unmarked, []
        for some in _in_parts(players):
            mark = partial(self.parts.match_rounds.mark_revealed, room=self.room, players=some)
            await self.parts.services.store.write(mark)

    def welcome(self, listener: Listener) -> None:
        """Take in a connection, which gets the whole room once all that it shows is stored."""
        self.audience.add(listener)
        self._newcomers.append(listener)

    def show_state(self, listener: Listener) -> None:
        """Send the whole room to one connection."""
        shown = views.state(self.room, listener.seat, self.reveal, self.parts.services.clock())
        listener.send(encoded(shown))

    # ---- the task

    async def _work(self) -> None:
        now = self.parts.services.clock()
        events: list[Event] = self.room.members.tick(now)
        while turn := self.turns.take():
            try:
                events += await turn.step(now)
            except Refusal as refusal:
                turn.refusal = refusal
        if state_of(self.room) != self._kept:
            await self.keep()
        await self.parts.confirm(self.room.party)
        self._greet()
        self._tell(events, now)
        self.turns.answer()
        if self.room.is_round_over(now):
            ended = await self.end_round()
            await self.parts.confirm(self.room.party)
            self._tell(ended, now)
        await self.mark_revealed()

    def _greet(self) -> None:
        newcomers, self._newcomers = self._newcomers, []
        for listener in newcomers:
            if listener in self.audience:
                self.show_state(listener)

    def _tell(self, events: Iterable[Event], now: float) -> None:
        told = list(events)
        if any(isinstance(event, SetUp) for event in told):
            for listener in self.audience:
                self.show_state(listener)
        for message in announcements(told, self.room, self.reveal, now):
            self.audience.send(message)
        for event in told:
            if isinstance(event, HostChanged):
                for listener in self.audience.of_seat(event.seat):
                    self.show_state(listener)

    def _give_up(self, error: StoreUnavailable) -> None:
        """What is in memory may not be what is stored: forget it, and let everybody come again."""
        self.turns.fail(error)
        self.stop(TRY_AGAIN)


def _in_parts(players: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(players), AT_ONCE):
        yield players[start : start + AT_ONCE]
