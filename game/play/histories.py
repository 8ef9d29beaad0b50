"""SQL statements for what players know: bits of clips and counters; no call reads all rounds.

What is missing is made once from the player's rounds: for players of earlier versions, after a restore,
and when a pack has changed.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, text, update

from game.play.allocation import Deck
from game.play.known_clips import KnownClips, from_bits, to_bits
from game.play.rounds import OPEN
from game.store.compiled import CompiledStatement, Row
from game.store.tables import histories, players, rounds

_CLOSED = text("status <> 'open'")
_REVEALED = text("status <> 'open' AND withheld IS NOT TRUE")

_FIND = CompiledStatement(
    select(histories.c.deck, histories.c.dealt, histories.c.revealed).where(
        histories.c.player_id == bindparam("player_id"), histories.c.pack == bindparam("pack")
    )
)
_ADD = CompiledStatement(insert(histories))
_UPDATE = CompiledStatement(
    update(histories).where(
        histories.c.player_id == bindparam("player_id_"), histories.c.pack == bindparam("pack_")
    )
)
_FROM_ROUNDS = CompiledStatement(
    select(rounds.c.clip_key, func.max(case((_REVEALED, 1), else_=0)))
    .where(rounds.c.player_id == bindparam("player_id"), rounds.c.pack == bindparam("pack"))
    .group_by(rounds.c.clip_key)
)
_OPEN_ROUNDS = CompiledStatement(
    select(rounds.c.round, rounds.c.pack, rounds.c.clip_key, rounds.c.touched_at).where(
        rounds.c.player_id == bindparam("player_id"), rounds.c.status == bindparam("open_", OPEN)
    )
)
_COUNT = CompiledStatement(
    select(func.count()).select_from(rounds).where(rounds.c.player_id == bindparam("player_id"), _CLOSED)
)
_LAST_SITTING = CompiledStatement(
    select(func.max(rounds.c.sitting)).where(rounds.c.player_id == bindparam("player_id"))
)
_SET_PLAYER = CompiledStatement(update(players).where(players.c.id == bindparam("id_")))


def known_clips(connection: Connection, player_id: str, deck: Deck) -> KnownClips:
    """What a player knows of a deck; nothing is written."""
    rows = _FIND.rows(connection, {"player_id": player_id, "pack": deck.pack.name})
    if rows and rows[0]["deck"] == deck.digest:
        return KnownClips(deck, from_bits(rows[0]["dealt"], deck), from_bits(rows[0]["revealed"], deck))
    found = _FROM_ROUNDS.tuples(connection, {"player_id": player_id, "pack": deck.pack.name})
    revealed = deck.mask(key for key, is_closed in found if is_closed)
    return KnownClips(deck, deck.mask(key for key, _ in found), revealed)


def keep(connection: Connection, player_id: str, known: KnownClips) -> None:
    """Store what a player knows of a deck."""
    pack = known.deck.pack.name
    bits = {"deck": known.deck.digest, "dealt": to_bits(known.dealt), "revealed": to_bits(known.revealed)}
    if not _UPDATE.run(connection, {"player_id_": player_id, "pack_": pack, **bits}):
        _ADD.run(connection, {"player_id": player_id, "pack": pack, **bits})


def forget(connection: Connection, player_id: str, pack: str) -> None:
    """Drop what a player knows of a pack; it is made anew from the rounds when it is next needed."""
    connection.execute(delete(histories).where(histories.c.player_id == player_id, histories.c.pack == pack))


def forget_all(connection: Connection, player_ids: Sequence[str]) -> None:
    """Drop all that is noted of some players, whose rounds were added by other ways than play."""
    connection.execute(delete(histories).where(histories.c.player_id.in_(player_ids)))
    connection.execute(
        update(players).where(players.c.id.in_(player_ids)).values(closed_rounds=None, sitting=None)
    )


def open_rounds(connection: Connection, player_id: str) -> list[Row]:
    """The open rounds of a player: `round`, `pack`, `clip_key` and `touched_at`."""
    return _OPEN_ROUNDS.rows(connection, {"player_id": player_id})


def count_closed(connection: Connection, player_id: str) -> int:
    """How many rounds a player has closed, counted one by one."""
    [(counted,)] = _COUNT.tuples(connection, {"player_id": player_id})
    return int(counted)


def find_sitting(connection: Connection, player_id: str) -> int:
    """The number of a player's last sitting, 0 before the first, found in the rounds."""
    [(number,)] = _LAST_SITTING.tuples(connection, {"player_id": player_id})
    return int(number or 0)


def set_player(connection: Connection, player_id: str, columns: Row) -> None:
    """Change columns of a player."""
    _SET_PLAYER.run(connection, {"id_": player_id, **columns})
