"""SQL statements for rooms, their seats, and the rounds that members play in them."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from game.json_types import Json
from game.party.codes import hash_of, match_name
from game.play.rounds import OPEN
from game.store.compiled import CompiledStatement, Row, from_json
from game.store.tables import games, parties, party_seats, rounds

_STATE = CompiledStatement(select(parties.c.state).where(parties.c.party == bindparam("party_")))
_SEAT_OF_PLAYER = CompiledStatement(
    select(party_seats.c.number, party_seats.c.is_removed).where(
        party_seats.c.party == bindparam("party_"), party_seats.c.player_id == bindparam("player_id")
    )
)
_GAME = CompiledStatement(
    select(games).where(games.c.party == bindparam("match_"), games.c.player_id == bindparam("player_id"))
)
_KEEP_PRIVATE = CompiledStatement(update(rounds).where(rounds.c.round == bindparam("round_")))


def add_party(connection: Connection, party: str, state: Json, now: float) -> None:
    connection.execute(insert(parties).values(party=party, state=state, touched_at=now))


def has_party(connection: Connection, party: str) -> bool:
    return connection.execute(select(parties.c.party).where(parties.c.party == party)).first() is not None


def save(connection: Connection, party: str, state: Json, now: float) -> None:
    """Keep the state of a room."""
    changed = update(parties).where(parties.c.party == party).values(state=state, touched_at=now)
    connection.execute(changed)


def state(connection: Connection, party: str) -> Json | None:
    """The state of a room as it was kept; None without such a room."""
    found = _STATE.tuples(connection, {"party_": party})
    kept: Json | None = from_json(found[0][0]) if found else None
    return kept


def in_play(connection: Connection) -> list[str]:
    """The rooms in which a round is open."""
    found = connection.execute(select(parties.c.party, parties.c.state))
    return [party for party, kept in found if kept["phase"] == "round"]


def delete_older(connection: Connection, before: float) -> list[str]:
    """Delete the rooms in which nothing has happened since then; gives their codes."""
    old = select(parties.c.party).where(parties.c.touched_at < before)
    codes = list(connection.execute(old).scalars())
    connection.execute(delete(party_seats).where(party_seats.c.party.in_(codes)))
    connection.execute(delete(parties).where(parties.c.party.in_(codes)))
    return codes


def add_seat(
    connection: Connection, party: str, holder: str, player_id: str, number: int, nickname: str
) -> None:
    """A new member of a room, who holds the seat with the secret that this is the hash of."""
    named = {"player_id": player_id, "number": number, "nickname": nickname}
    values = {"seat": holder, "party": party, **named, "is_removed": False}
    connection.execute(insert(party_seats).values(values))


def renew_token(connection: Connection, party: str, number: int, holder: str) -> None:
    """The member holds the seat with another secret from now on, of which this is the hash."""
    own = (party_seats.c.party == party, party_seats.c.number == number)
    connection.execute(update(party_seats).where(*own).values(seat=holder))


def drop_seat(connection: Connection, party: str, number: int, is_removed: bool) -> None:
    """A member is gone; of one whom the host removed, only that stays."""
    own = (party_seats.c.party == party, party_seats.c.number == number)
    if is_removed:
        connection.execute(update(party_seats).where(*own).values(nickname="", is_removed=True))
    else:
        connection.execute(delete(party_seats).where(*own))


def seats(connection: Connection, party: str) -> list[Row]:
    """All seats of a room, those of removed members included."""
    found = connection.execute(select(party_seats).where(party_seats.c.party == party))
    return [dict(row) for row in found.mappings()]


def seat_of_token(connection: Connection, party: str, token: str) -> int | None:
    """The number of the seat that this token holds; None for any other token."""
    seat = select(party_seats.c.number).where(
        party_seats.c.seat == hash_of(token), party_seats.c.party == party, ~party_seats.c.is_removed
    )
    return connection.execute(seat).scalar_one_or_none()


def seat_of_player(connection: Connection, party: str, player_id: str) -> int | None:
    """The number of a player's seat; None for who has none, or was removed."""
    found = _SEAT_OF_PLAYER.rows(connection, {"party_": party, "player_id": player_id})
    return int(found[0]["number"]) if found and not found[0]["is_removed"] else None


def game_of(connection: Connection, match: str, player_id: str) -> Row | None:
    """A member's game of a match."""
    return next(iter(_GAME.rows(connection, {"match_": match, "player_id": player_id})), None)


def rounds_of(connection: Connection, party: str, match: int, number: int) -> list[Row]:
    """Everybody's round under this number of a match."""
    columns = (
        *(rounds.c.round, rounds.c.player_id, rounds.c.status, rounds.c.pack, rounds.c.clip_key),
        *(rounds.c.lat, rounds.c.lon, rounds.c.distance_km, rounds.c.geoscore),
        *(rounds.c.true_lat, rounds.c.true_lon),
    )
    of_match = games.c.party == match_name(party, match)
    found = connection.execute(select(*columns).join(games).where(of_match, rounds.c.number == number))
    return [dict(row) for row in found.mappings()]


def keep_private(connection: Connection, name: str) -> None:
    """A closed round is not published, whatever its player agreed to."""
    _KEEP_PRIVATE.run(connection, {"round_": name, "consent_version": None})


def open_on(connection: Connection, players: Collection[str], pack: str, clip_key: str) -> list[Row]:
    """Open rounds of some players on a clip, in any game: `round` and `player_id`."""
    of_clip = (rounds.c.pack == pack, rounds.c.clip_key == clip_key, rounds.c.status == OPEN)
    found = select(rounds.c.round, rounds.c.player_id).where(rounds.c.player_id.in_(players), *of_clip)
    return [dict(row) for row in connection.execute(found).mappings()]


def set_closing(connection: Connection, party: str, match: int, number: int, closes_at: float) -> None:
    """Give the open rounds under this number of a match their end."""
    _update_rounds(connection, party, match, number, closes_at=closes_at, only_open=True)


def show(connection: Connection, party: str, match: int, number: int) -> None:
    """No longer withhold the reveals of the rounds under this number of a match."""
    _update_rounds(connection, party, match, number, withheld=False)


def _update_rounds(
    connection: Connection, party: str, match: int, number: int, only_open: bool = False, **values: object
) -> None:
    of_match = select(games.c.game).where(games.c.party == match_name(party, match))
    changed = update(rounds).where(rounds.c.game.in_(of_match), rounds.c.number == number)
    if only_open:
        changed = changed.where(rounds.c.status == OPEN)
    connection.execute(changed.values(**values))
