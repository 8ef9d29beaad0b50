"""What members and screens are shown of a room. No I/O."""

from game.party.messages import (
    OptionsShown,
    Ranking,
    RevealShown,
    RoundShown,
    SeatShown,
    StateMessage,
)
from game.party.ranking import ranked, ranked_teams
from game.party.room import Room
from game.party.seat import Seat


def seat_shown(room: Room, seat: Seat) -> SeatShown:
    """A member."""
    return {
        "seat": seat.number,
        "nickname": seat.nickname,
        "team": seat.team,
        "away": seat.is_away,
        "plays": room.phase != "round" or room.plays(seat.number),
    }


def seconds_left(room: Room, now: float) -> float | None:
    """Of the countdown; None before it begins."""
    if not room.is_counting or room.closes_at is None:
        return None
    return round(max(0.0, room.closes_at - now), 1)


def round_shown(room: Room, now: float) -> RoundShown:
    """The present round."""
    return {
        "number": room.number,
        "of": room.options.rounds,
        "guessed": list(room.guessed),
        "seconds_left": seconds_left(room, now),
    }


def ranking(room: Room) -> Ranking:
    """The points of the match so far."""
    teams = {team: room.team_points.get(team, 0.0) for team in range(1, room.options.teams + 1)}
    points = {number: seat.points for number, seat in room.seats.items()}
    return {"ranking": ranked(points), "teams": ranked_teams(teams)}


def options_shown(room: Room) -> OptionsShown:
    """What the host chose."""
    chosen = room.options
    return {
        "rounds": chosen.rounds,
        "countdown_seconds": chosen.countdown_seconds,
        "teams": chosen.teams,
    }


def state(room: Room, you: int | None, reveal: RevealShown | None, now: float) -> StateMessage:
    """The whole room, for one member or for a screen.

    Parameters
    ----------
    you : int or None
        The member's seat; None for a screen.
    reveal : RevealShown or None
        Of the last round, once it is over.
    """
    is_host = you is not None and you == room.members.host
    return {
        "type": "state",
        "party": room.party,
        "you": you,
        "screen": room.screen if is_host else None,
        "phase": room.phase,
        "options": options_shown(room),
        "host": room.members.host,
        "match": room.match,
        "seats": [seat_shown(room, seat) for _, seat in sorted(room.seats.items())],
        "round": round_shown(room, now) if room.phase == "round" else None,
        "reveal": reveal if room.phase in ("reveal", "over") else None,
        **ranking(room),
    }
