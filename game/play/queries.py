"""SQL statements that read and write players, games and rounds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, text, update

from game.play.bytes_served import Count
from game.play.rounds import OPEN, Values
from game.players.identity import Identity
from game.store.compiled import CompiledStatement, Row
from game.store.tables import games, players, prepared_rounds, rounds

ORDER_SECONDS = 0.001  # between two closed rounds; a day has room for 86 million

# What is counted for a player, and when the player last played.
OF_PLAYER = ("closed_rounds", "last_day", "dealt_on_last_day", "sitting", "played_at")
_OF_PLAYER = tuple(players.c[name] for name in OF_PLAYER)
_PLAYER_TODAY = CompiledStatement(select(*_OF_PLAYER).where(players.c.id == bindparam("player_id")))
_PREPARED = (
    select(func.count()).where(prepared_rounds.c.player_id == games.c.player_id).scalar_subquery()
).label("prepared")
_CONSENT = (players.c.consent, players.c.consent_version.label("agreed_to"))
_GAME = (
    select(games, players.c.client, *_CONSENT, *_OF_PLAYER, _PREPARED)
    .join(players)
    .where(games.c.player_id == bindparam("player_id"))
)
_NAME_OF_GAME = select(rounds.c.game).where(rounds.c.round == bindparam("round_")).scalar_subquery()
_GAME_NAMED = CompiledStatement(_GAME.where(games.c.game == bindparam("game_")))
_GAME_OF_ROUND = CompiledStatement(_GAME.where(games.c.game == _NAME_OF_GAME))
_ROUND_COLUMNS = (
    *("round", "player_id", "game", "number", "mode", "status", "pack", "clip_key", "audio"),
    *("touched_at", "dealt_at"),
    *("true_lat", "true_lon", "lat", "lon", "city", "country", "country_code", "continent"),
    *("distance_km", "geoscore", "bytes_served", "audio_bytes", "was_prepared"),
    *("client", "many_from_one_place"),
    *("allocation", "checks", "study_hash", "withheld", "closes_at", "opponent", "revealed_before"),
)
_JOINED = rounds.join(games, games.c.game == rounds.c.game)
_COLUMNS = (*(rounds.c[name] for name in _ROUND_COLUMNS), games.c.length, games.c.party)
_IN_GAME = select(*_COLUMNS).select_from(_JOINED)
_ROUND = select(*_COLUMNS, *_CONSENT).select_from(_JOINED.join(players, players.c.id == rounds.c.player_id))
_ROUND_OF_PLAYER = CompiledStatement(
    _ROUND.where(rounds.c.round == bindparam("round_"), rounds.c.player_id == bindparam("player_id"))
)
_ROUNDS_OF_GAME = CompiledStatement(
    _IN_GAME.where(rounds.c.game == bindparam("game_")).order_by(rounds.c.number)
)
# Worded like the index ix_rounds_open; SQLite does not use it otherwise.
_STALE = _ROUND.where(
    text("status = 'open'"),
    or_(rounds.c.touched_at < bindparam("before"), rounds.c.closes_at < bindparam("now")),
)
_BY_AUDIO = CompiledStatement(
    select(rounds.c.round, rounds.c.pack, rounds.c.clip_key).where(rounds.c.audio == bindparam("audio_"))
)
_NEW_PLAYER, _NEW_GAME, _NEW_ROUND = (CompiledStatement(insert(table)) for table in (players, games, rounds))
_CLOSE = CompiledStatement(
    update(rounds).where(rounds.c.round == bindparam("round_"), rounds.c.status == bindparam("open_", OPEN))
)
_LAST_CLOSED = CompiledStatement(
    select(rounds.c.touched_at).where(text("status <> 'open'")).order_by(rounds.c.touched_at.desc()).limit(1)
)
_TOUCH = (
    update(rounds)
    .where(rounds.c.round == bindparam("round_"), rounds.c.status == OPEN)
    .values(
        bytes_served=rounds.c.bytes_served + bindparam("sent"),
        audio_bytes=bindparam("whole"),
        touched_at=bindparam("now"),
    )
)


def add_player(connection: Connection, who: Identity, client: str, agreed_to: str | None) -> None:
    """Add a player, who agreed to a version of the consent text or to none."""
    values = {"id": who.id, "pseudonym": who.pseudonym, "client": client}
    _NEW_PLAYER.run(connection, {**values, "consent": bool(agreed_to), "consent_version": agreed_to})


def player_today(connection: Connection, player_id: str) -> Row | None:
    """The columns `OF_PLAYER` of a player."""
    return _first(_PLAYER_TODAY.rows(connection, {"player_id": player_id}))


def player(connection: Connection, player_id: str) -> Row | None:
    row = connection.execute(select(players).where(players.c.id == player_id)).mappings().first()
    return dict(row) if row else None


def update_player(connection: Connection, player_id: str, values: Values) -> None:
    connection.execute(update(players).where(players.c.id == player_id).values(values))


def add_game(connection: Connection, values: Values) -> None:
    _NEW_GAME.run(connection, values)


def game(connection: Connection, player_id: str, game_: str) -> Row | None:
    """A player's game, with the columns `OF_PLAYER`, and `client`, `consent` and `agreed_to` of the player.

    And `prepared`: how many rounds are prepared for the player, in this game and in others.
    """
    return _first(_GAME_NAMED.rows(connection, {"player_id": player_id, "game_": game_}))


def game_of_round(connection: Connection, player_id: str, name: str) -> Row | None:
    """The game of a player's round, as `game` gives it."""
    return _first(_GAME_OF_ROUND.rows(connection, {"player_id": player_id, "round_": name}))


def shorten_game(connection: Connection, game_: str, length: int) -> None:
    connection.execute(update(games).where(games.c.game == game_).values(length=length))


def add_round(connection: Connection, values: Values) -> None:
    _NEW_ROUND.run(connection, values)


def round_(connection: Connection, player_id: str, name: str) -> Row | None:
    """A player's round, with `length` and `party` of its game, and the player's `consent` and `agreed_to`."""
    return _first(_ROUND_OF_PLAYER.rows(connection, {"player_id": player_id, "round_": name}))


def rounds_of(connection: Connection, game_: str) -> list[Row]:
    """The rounds of a game, in order, as `round_` gives them without what is the player's."""
    return _ROUNDS_OF_GAME.rows(connection, {"game_": game_})


def of_player(row: Row, game: Row) -> Row:
    """A round of `rounds_of` as `round_` gives it."""
    return {**row, "consent": game["consent"], "agreed_to": game["agreed_to"]}


def stale(connection: Connection, before: float, now: float, most: int) -> list[Row]:
    """Open rounds that were last touched before a time, or whose time limit is over, at most so many.

    Parameters
    ----------
    before, now : float
        Seconds since 1970.
    """
    times = {"before": before, "now": now}
    return [dict(row) for row in connection.execute(_STALE.limit(most), times).mappings()]


def round_of_audio(connection: Connection, audio: str) -> Row | None:
    """The round, pack and clip that an audio token stands for."""
    return _first(_BY_AUDIO.rows(connection, {"audio_": audio}))


def close_round(connection: Connection, name: str, values: Values) -> None:
    """Fill in how a round was closed, if it is still open."""
    _CLOSE.run(connection, {"round_": name, **values})


def show_rounds(connection: Connection, game_: str) -> None:
    """No longer withhold the reveals of a game's rounds."""
    connection.execute(update(rounds).where(rounds.c.game == game_).values(withheld=False))


def is_in_party(connection: Connection, player_id: str, pack: str, clip_key: str) -> bool:
    """Whether a party that the player is in hears this clip now: its place is not shown yet."""
    own = (rounds.c.player_id == player_id, rounds.c.mode == "party", rounds.c.withheld)
    found = select(rounds.c.round).where(*own, rounds.c.pack == pack, rounds.c.clip_key == clip_key).limit(1)
    return connection.execute(found).first() is not None


def drop_round(connection: Connection, name: str) -> None:
    connection.execute(delete(rounds).where(rounds.c.round == name))


def order_of_closing(connection: Connection, day: date) -> float:
    """The `touched_at` of a round that closes: its day, and its place after all others, but no time."""
    last = _LAST_CLOSED.tuples(connection, {})
    return next_in_order(day, last[0][0] if last else 0.0)


def next_in_order(day: date, last: float) -> float:
    """A place in the order of closing after the last: its day, but no time."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    return round(max(midnight, last) + ORDER_SECONDS, 3)


def touch(connection: Connection, counts: Mapping[str, Count]) -> None:
    """Add the bytes sent for open rounds, the size of their recordings, and the time of the last byte."""
    values = [
        {"round_": name, "sent": c.sent, "whole": c.whole, "now": c.touched_at} for name, c in counts.items()
    ]
    if values:
        connection.execute(_TOUCH, values)


def _first(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None
