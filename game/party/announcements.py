"""What each event in a room makes its members hear. No I/O."""

from collections.abc import Iterable, Iterator

from game.party import views
from game.party.events import (
    Event,
    Guessed,
    HostChanged,
    MatchEnded,
    Reacted,
    RoundBegan,
    RoundEnded,
    SeatChanged,
    SeatGone,
)
from game.party.messages import RevealShown, ServerMessage
from game.party.room import Room


def announcements(
    events: Iterable[Event], room: Room, reveal: RevealShown | None, now: float
) -> Iterator[ServerMessage]:
    """The messages for all, in order; the same event twice is told once, as things are at the end.

    Where a match is set up anew, everybody gets the whole room besides.
    """
    for event in dict.fromkeys(events):
        message = _announcement(event, room, reveal, now)
        if message is not None:
            yield message


def _announcement(event: Event, room: Room, reveal: RevealShown | None, now: float) -> ServerMessage | None:
    match event:
        case SeatChanged(seat) if seat in room.seats:
            return {"type": "seat", "seat": views.seat_shown(room, room.seats[seat])}
        case SeatGone(seat):
            return {"type": "gone", "seat": seat}
        case HostChanged(seat):
            return {"type": "host", "host": seat}
        case RoundBegan():
            return {"type": "round", "round": views.round_shown(room, now)}
        case Guessed() if room.phase == "round":
            left = views.seconds_left(room, now)
            return {
                "type": "guessed",
                "number": room.number,
                "guessed": list(room.guessed),
                "seconds_left": left,
            }
        case RoundEnded() if reveal is not None:
            return {"type": "reveal", "reveal": reveal, **views.ranking(room)}
        case MatchEnded():
            return {"type": "over", **views.ranking(room)}
        case Reacted(seat, reaction):
            return {"type": "reaction", "seat": seat, "reaction": reaction}
    return None
