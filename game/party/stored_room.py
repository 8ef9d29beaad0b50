"""A room as the database keeps it: its state without anybody's name, and a row for each seat. No I/O."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from game.json_types import Json
from game.party.members import Members
from game.party.room import ClipOfRound, Options, Room
from game.party.seat import Seat


def state_of(room: Room) -> Json:
    """What `room_of` makes the room of again, without nicknames, and without who has answered."""
    return {
        "screen": room.screen,
        "options": asdict(room.options),
        "host": room.members.host,
        "last": room.members.last,
        "match": room.match,
        "phase": room.phase,
        "number": room.number,
        "seats": {str(number): _seat_state(seat) for number, seat in room.seats.items()},
        "team_points": {str(team): points for team, points in room.team_points.items()},
        "best": room.best,
        "used": [[clip.pack, clip.key] for clip in room.used],
        "closes_at": room.closes_at,
        "is_counting": room.is_counting,
    }


def room_of(party: str, state: Json, names: Iterable[tuple[int, str]], now: float) -> Room:
    """The room, as if all connections had just been lost.

    Parameters
    ----------
    names : iterable of (int, str)
        Number and nickname of each seat that is taken.
    now : float
        Seconds since 1970.
    """
    kept = state["seats"]
    seats = {
        number: _seat(number, nickname, kept[str(number)], now)
        for number, nickname in sorted(names)
        if str(number) in kept
    }
    members = Members(seats, state["host"], state["last"])
    return Room(
        party=party,
        screen=state["screen"],
        options=Options(**state["options"]),
        members=members,
        match=state["match"],
        phase=state["phase"],
        number=state["number"],
        team_points={int(team): points for team, points in state["team_points"].items()},
        best=state["best"],
        used=[ClipOfRound(pack, key) for pack, key in state["used"]],
        closes_at=state["closes_at"],
        is_counting=state["is_counting"],
    )


def _seat_state(seat: Seat) -> Json:
    scores = {str(number): score for number, score in seat.scores.items()}
    return {"team": seat.team, "plays_from": seat.plays_from, "scores": scores}


def _seat(number: int, nickname: str, kept: dict[str, Any], now: float) -> Seat:
    scores = {int(round_number): score for round_number, score in kept["scores"].items()}
    return Seat(number, nickname, kept["team"], kept["plays_from"], scores, lost_at=now)
