"""Rooms read from the database, as they are when nobody is connected."""

from dataclasses import dataclass

from sqlalchemy import Connection

from game.json_types import Json
from game.party import rows
from game.party.live_room import LiveRoom
from game.party.room import Room
from game.party.room_parts import RoomParts
from game.party.stored_room import room_of
from game.play.rounds import GUESSED, SKIPPED
from game.store.compiled import Row


@dataclass(frozen=True)
class StoredRoom:
    """What the database has of a room."""

    party: str
    state: Json
    seats: list[Row]
    rounds: list[Row]  # of the present round, or the last one

    def room(self, now: float) -> Room:
        """The room, as if all connections had just been lost, before anybody has answered."""
        names = [(row["number"], row["nickname"]) for row in self._here()]
        return room_of(self.party, self.state, names, now)

    def live_room(self, parts: RoomParts) -> LiveRoom:
        """The same with all that is needed to go on."""
        now = parts.services.clock()
        room = self.room(now)
        players = {row["number"]: row["player_id"] for row in self._here() if row["number"] in room.seats}
        removed = {row["player_id"] for row in self.seats if row["is_removed"]}
        live = LiveRoom(room, players, removed, parts)
        for row in self.rounds:
            seat = live.seat_of(row["player_id"])
            if seat is not None and row["status"] in (GUESSED, SKIPPED):
                room.guess(room.match, room.number, seat, now)
        if room.phase in ("reveal", "over"):
            live.reveal = parts.reveal_view.reveal(room, self.rounds, players)
        return live

    def _here(self) -> list[Row]:
        return [row for row in self.seats if not row["is_removed"]]


def read_stored(connection: Connection, party: str) -> StoredRoom | None:
    """A room; None when there is none with this code."""
    state = rows.state(connection, party)
    if state is None:
        return None
    rounds = rows.rounds_of(connection, party, state["match"], state["number"])
    return StoredRoom(party, state, rows.seats(connection, party), rounds)
