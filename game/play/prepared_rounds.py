"""SQL statements for rounds that are prepared; see `game.play.preparing`."""

from collections.abc import Mapping

from sqlalchemy import Boolean, Connection, bindparam, delete, func, insert, or_, select, update

from game.play.bytes_served import Count
from game.play.counting import PUBLIC
from game.store.compiled import CompiledStatement, Row
from game.store.tables import prepared_rounds

KEPT_SECONDS = 24 * 3600.0
BEGIN_WITH_WAITING = ("random", "duel")  # modes whose new games deal first what was prepared for others

_c = prepared_rounds.c
_FIND = CompiledStatement(
    select(prepared_rounds)
    .where(
        _c.player_id == bindparam("player_id"),
        or_(
            _c.game == bindparam("game_"),
            (_c.mode == PUBLIC.mode) & bindparam("is_new", type_=Boolean),
        ),
    )
    .order_by(_c.prepared_at.desc())
)
_BY_AUDIO = CompiledStatement(select(_c.round, _c.pack, _c.clip_key).where(_c.audio == bindparam("audio_")))
_COUNT = CompiledStatement(
    select(func.count()).select_from(prepared_rounds).where(_c.player_id == bindparam("player_id"))
)
_ADD = CompiledStatement(insert(prepared_rounds))
_DROP = CompiledStatement(delete(prepared_rounds).where(_c.round == bindparam("round_")))
_TOUCH = (
    update(prepared_rounds)
    .where(_c.round == bindparam("round_"))
    .values(bytes_served=_c.bytes_served + bindparam("sent"), audio_bytes=bindparam("whole"))
)


def find(connection: Connection, game: Row, is_first: bool) -> Row | None:
    """What was prepared for a game, if anything was.

    A new game whose clips are drawn at random begins with what was drawn so for an earlier one: whoever has
    heard a clip ahead is dealt that clip, whichever game they start.
    """
    is_new = is_first and game["mode"] in BEGIN_WITH_WAITING
    named = {"player_id": game["player_id"], "game_": game["game"], "is_new": is_new}
    return next(iter(_FIND.rows(connection, named)), None)


def add(connection: Connection, values: Row) -> None:
    _ADD.run(connection, values)


def drop(connection: Connection, name: str) -> None:
    _DROP.run(connection, {"round_": name})


def drop_old(connection: Connection, now: float) -> None:
    """Drop what was prepared more than `KEPT_SECONDS` ago."""
    connection.execute(delete(prepared_rounds).where(_c.prepared_at < now - KEPT_SECONDS))


def count(connection: Connection, player_id: str) -> int:
    """How many are prepared for a player."""
    [(found,)] = _COUNT.tuples(connection, {"player_id": player_id})
    return int(found)


def of_audio(connection: Connection, audio: str) -> Row | None:
    """The round, pack and clip that an audio token stands for."""
    return next(iter(_BY_AUDIO.rows(connection, {"audio_": audio})), None)


def touch(connection: Connection, counts: Mapping[str, Count]) -> None:
    """Add the bytes sent for prepared rounds, and the size of their recordings."""
    values = [{"round_": name, "sent": c.sent, "whole": c.whole} for name, c in counts.items()]
    if values:
        connection.execute(_TOUCH, values)
