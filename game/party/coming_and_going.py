"""Steps of a room by which people come, connect, lose their connection and leave."""

from sqlalchemy import Connection as Transaction

from game.errors import CannotJoin
from game.party import rows
from game.party.broadcast import GONE_FROM_ROOM, NO_ROOM, REPLACED, Listener
from game.party.events import Event
from game.party.live_room import LiveRoom
from game.party.nicknames import same_name
from game.party.requests import MOST_SEATS

MOST_SCREENS = 10  # of a room


async def take_seat(
    live: LiveRoom, player_id: str, nickname: str | None, holder: str, now: float
) -> tuple[int, bool]:
    """Give a player a seat, or the own one again; its number, and whether it is new. It is stored.

    Parameters
    ----------
    holder : str
        What the database keeps of the seat's secret.

    Raises
    ------
    CannotJoin
    """
    room = live.room
    own = live.seat_of(player_id)
    if own is not None:
        await live.keep(lambda c: rows.renew_token(c, room.party, own, holder))
        return own, False
    if player_id in live.removed:
        raise CannotJoin("problem.party_removed")
    if len(room.seats) >= MOST_SEATS:
        raise CannotJoin("problem.party_full", most=MOST_SEATS)
    if nickname is None:
        raise CannotJoin("problem.nickname_needed")
    if any(same_name(nickname, seat.nickname) for seat in room.seats.values()):
        raise CannotJoin("problem.nickname_taken")
    number = room.join(nickname, now).number
    live.players[number] = player_id
    await live.keep(lambda c: rows.add_seat(c, room.party, holder, player_id, number, nickname))
    return number, True


async def sit_down(live: LiveRoom, player_id: str, nickname: str | None, holder: str) -> tuple[int, bool]:
    """The same as a step of its own.

    Raises
    ------
    CannotJoin, StoreUnavailable
    """
    seated = (0, False)

    async def step(now: float) -> list[Event]:
        nonlocal seated
        seated = await take_seat(live, player_id, nickname, holder, now)
        return []

    await live.do(step)
    return seated


async def come_in(live: LiveRoom, listener: Listener) -> list[Event]:
    """A connection is there: it gets the whole room first. A member's earlier connection ends."""
    room, seat = live.room, listener.seat
    if seat is None:
        for earlier in live.audience.screens[: 1 - MOST_SCREENS]:
            drop(live, earlier, REPLACED)
        live.welcome(listener)
        return []
    events = room.members.connect(seat)
    for earlier in live.audience.of_seat(seat):
        drop(live, earlier, REPLACED)
    if room.phase in ("reveal", "over") and room.used:
        await _let_see(live, live.players[seat])
    live.welcome(listener)
    return events


async def _let_see(live: LiveRoom, player_id: str) -> None:
    """Prepare for a member to see the last round's reveal."""
    match_rounds, room = live.parts.match_rounds, live.room

    def work(transaction: Transaction) -> None:
        match_rounds.prepare(transaction, room, [player_id])
        match_rounds.close(transaction, room)
        match_rounds.mark_revealed(transaction, room, [player_id])

    await live.parts.services.store.write(work)


async def go_out(live: LiveRoom, listener: Listener, now: float) -> list[Event]:
    """A connection is lost; the member may come back."""
    if listener in live.audience:
        live.audience.discard(listener)
        if listener.seat is not None:
            live.room.members.disconnect(listener.seat, now)
    return []


async def leave(live: LiveRoom, number: int) -> list[Event]:
    """A member leaves for good."""
    events = live.room.members.leave(number)
    await _let_go(live, number, is_removed=False)
    return events


async def remove(live: LiveRoom, by: int, number: int) -> list[Event]:
    """The host removes a member, who cannot come back."""
    events = live.room.remove(by, number)
    live.removed.add(live.players[number])
    await _let_go(live, number, is_removed=True)
    return events


async def forget_withdrawn(live: LiveRoom, _now: float) -> list[Event]:
    """Members whose players have withdrawn are gone; a room that is used is not old."""
    party = live.room.party
    seats = await live.parts.services.store.read(lambda c: rows.seats(c, party))
    known = {row["number"] for row in seats if not row["is_removed"]}
    gone = [number for number in live.players if number not in known]
    events = live.room.members.keep_only(known)
    for number in gone:
        _forget(live, number, NO_ROOM)
    await live.keep()
    return events


def drop(live: LiveRoom, listener: Listener, code: int) -> None:
    """End a connection."""
    live.audience.discard(listener)
    listener.close(code)


async def _let_go(live: LiveRoom, number: int, is_removed: bool) -> None:
    party = live.room.party
    _forget(live, number, GONE_FROM_ROOM)
    await live.keep(lambda c: rows.drop_seat(c, party, number, is_removed))


def _forget(live: LiveRoom, number: int, code: int) -> None:
    live.players.pop(number, None)
    for listener in live.audience.of_seat(number):
        drop(live, listener, code)
