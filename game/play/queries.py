"""The statements by which players, games and rounds are written and read."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, insert, select, update

from game.play.bytes_served import Count
from game.play.rounds import OPEN, Dealt, Values
from game.players.identity import Identity
from game.store.compiled import Prepared, Row
from game.store.tables import games, players, rounds

_KNOWN = Prepared(select(players.c.id).where(players.c.id == bindparam("player_id")))
_GAME = Prepared(
    select(games, players.c.client)
    .join(players)
    .where(games.c.game == bindparam("game_"), games.c.player_id == bindparam("player_id"))
)
_AGREED = (players.c.consent, players.c.consent_version.label("agreed_to"))
_NEEDED = (
    *("round", "player_id", "game", "number", "mode", "status", "pack", "clip_key", "audio", "touched_at"),
    *("true_lat", "true_lon", "lat", "lon", "city", "country", "country_code", "continent"),
    *("distance_km", "geoscore", "bytes_served"),
)
_ROUND = select(*(rounds.c[name] for name in _NEEDED), *_AGREED).join(
    players, players.c.id == rounds.c.player_id
)
_PLAYERS_ROUND = Prepared(
    _ROUND.where(rounds.c.round == bindparam("round_"), rounds.c.player_id == bindparam("player_id"))
)
_GAMES_ROUNDS = _ROUND.where(rounds.c.game == bindparam("game_")).order_by(rounds.c.number)
_STALE = _ROUND.where(rounds.c.status == OPEN, rounds.c.touched_at < bindparam("before"))
_BY_AUDIO = Prepared(
    select(rounds.c.round, rounds.c.pack, rounds.c.clip_key).where(rounds.c.audio == bindparam("audio_"))
)
_DEALT = Prepared(
    select(*(rounds.c[name] for name in Dealt._fields)).where(rounds.c.player_id == bindparam("player_id"))
)
_NEW_PLAYER, _NEW_GAME, _NEW_ROUND = (Prepared(insert(table)) for table in (players, games, rounds))
_CLOSE = Prepared(
    update(rounds).where(rounds.c.round == bindparam("round_"), rounds.c.status == bindparam("open_", OPEN))
)
_TOUCH = (
    update(rounds)
    .where(rounds.c.round == bindparam("round_"), rounds.c.status == OPEN)
    .values(bytes_served=rounds.c.bytes_served + bindparam("sent"), touched_at=bindparam("now"))
)


def add_player(
    connection: Connection, who: Identity, client: str, consent: bool, version: str | None
) -> None:
    """Write a new player."""
    values = {"id": who.id, "pseudonym": who.pseudonym, "client": client}
    _NEW_PLAYER.run(connection, {**values, "consent": consent, "consent_version": version})


def is_known(connection: Connection, player_id: str) -> bool:
    """Whether there is such a player."""
    return bool(_KNOWN.tuples(connection, {"player_id": player_id}))


def player(connection: Connection, player_id: str) -> Row | None:
    """A player's row."""
    found = connection.execute(select(players).where(players.c.id == player_id)).mappings().first()
    return dict(found) if found else None


def change_player(connection: Connection, player_id: str, values: Values) -> None:
    """Write what a player agrees to or tells from now on."""
    connection.execute(update(players).where(players.c.id == player_id).values(values))


def add_game(connection: Connection, values: Values) -> None:
    """Write a new game."""
    _NEW_GAME.run(connection, values)


def game(connection: Connection, player_id: str, game_: str) -> Row | None:
    """A player's game, with the client it is played by."""
    return _first(_GAME.rows(connection, {"player_id": player_id, "game_": game_}))


def shorten_game(connection: Connection, game_: str, length: int) -> None:
    """Note that a game has fewer rounds than it was thought to have."""
    connection.execute(update(games).where(games.c.game == game_).values(length=length))


def dealt(connection: Connection, player_id: str) -> list[Dealt]:
    """Every round that a player has been dealt."""
    return [Dealt._make(row) for row in _DEALT.tuples(connection, {"player_id": player_id})]


def add_round(connection: Connection, values: Values) -> None:
    """Write a round that has just been dealt."""
    _NEW_ROUND.run(connection, values)


def round_(connection: Connection, player_id: str, name: str) -> Row | None:
    """A player's round, with what the player has agreed to."""
    return _first(_PLAYERS_ROUND.rows(connection, {"player_id": player_id, "round_": name}))


def rounds_of(connection: Connection, game_: str) -> list[Row]:
    """The rounds of a game in their order."""
    return [dict(row) for row in connection.execute(_GAMES_ROUNDS, {"game_": game_}).mappings()]


def stale(connection: Connection, before: float) -> list[Row]:
    """Open rounds that were last touched before a time, in seconds since 1970."""
    return [dict(row) for row in connection.execute(_STALE, {"before": before}).mappings()]


def heard(connection: Connection, audio: str) -> Row | None:
    """The round and clip that an audio token stands for."""
    return _first(_BY_AUDIO.rows(connection, {"audio_": audio}))


def close_round(connection: Connection, name: str, values: Values) -> None:
    """Write how a round was closed, if it is still open."""
    _CLOSE.run(connection, {"round_": name, **values})


def touch(connection: Connection, counts: Mapping[str, Count]) -> None:
    """Add bytes to open rounds and note when they were touched."""
    values = [{"round_": name, "sent": c.sent, "now": c.touched_at} for name, c in counts.items()]
    if values:
        connection.execute(_TOUCH, values)


def _first(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None
