"""What members ask over their connections, as steps of the room."""

from functools import partial

from game.errors import NotAllowed
from game.party.broadcast import Listener
from game.party.coming_and_going import leave, remove
from game.party.events import Event, Reacted
from game.party.live_room import LiveRoom
from game.party.requests import (
    Again,
    ChooseTeam,
    ClientMessage,
    Finish,
    Leave,
    Next,
    Ping,
    React,
    Remove,
    SetOptions,
    Start,
)
from game.party.room import Options
from game.party.turns import Step

MOST_A_SECOND = 20  # reactions and changes of teams in a room


def step_for(live: LiveRoom, listener: Listener, message: ClientMessage) -> Step:
    """The step that does what a message asks."""
    return partial(_do, live, listener, message)


async def _do(live: LiveRoom, listener: Listener, message: ClientMessage, now: float) -> list[Event]:
    if listener not in live.audience or listener.seat is None:
        raise NotAllowed("problem.party_no_seat")
    room, seat = live.room, listener.seat
    match message:
        case SetOptions(rounds=rounds, countdown_seconds=countdown, teams=teams):
            return room.set_options(seat, Options(rounds, countdown, teams))
        case Start():
            room.check_start(seat)
            return await live.begin_round(now)
        case Next(after=after):
            return await _go_on(live, room.check_next(seat, after), now)
        case Finish(number=number):
            room.check_finish(seat, number)
            return await live.end_round()
        case Again():
            return room.again(seat)
        case Remove(seat=other):
            return await remove(live, seat, other)
        case ChooseTeam(team=team):
            _keep_calm(live, now)
            return room.choose_team(seat, team)
        case React(reaction=reaction):
            _keep_calm(live, now)
            return [Reacted(seat, reaction)]
        case Leave():
            return await leave(live, seat)
        case Ping():
            return []


async def _go_on(live: LiveRoom, another_follows: bool, now: float) -> list[Event]:
    """The next round, or the end: also where no clip is left."""
    if another_follows:
        try:
            return await live.begin_round(now)
        except NotAllowed:
            pass
    return live.room.end_match()


def _keep_calm(live: LiveRoom, now: float) -> None:
    """Refuse what would make a full room of eager members talk too much to one another."""
    live.lately = [at for at in live.lately if 0 <= now - at < 1]
    if len(live.lately) >= MOST_A_SECOND:
        raise NotAllowed("problem.party_too_fast")
    live.lately.append(now)
