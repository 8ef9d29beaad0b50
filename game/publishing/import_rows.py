"""Rows of the dataset written into a store: players, games and rounds, shard by shard."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, delete, select, update

from game import columns
from game.play import histories
from game.play.rounds import OPEN
from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import bulk_insert, shards
from game.store.tables import games, players, rounds

BY_ORDER_SECONDS = 0.001  # between two rounds of a player; a day has room for 86 million
DAY_SECONDS = 86_400
SEPARATOR = "\n"  # occurs in no word

_LISTS = tuple(column.name for column in columns.COLUMNS if column.kind == "list[str]")
_COPIED = [
    column.name
    for column in columns.COLUMNS
    if column.name not in {"player", "day", "counts", "knows_language", *_LISTS}
]


class RowImport:
    """Writes the guesses of a dataset into a store.

    Attributes
    ----------
    rounds, withdrawn : int
        Rounds written or already there, and rounds left out because their players have withdrawn.
    """

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._registry = registry
        self._tombstones = withdrawals.tombstones(connection)
        self._was_empty = connection.execute(select(rounds.c.round).limit(1)).first() is None
        self._ids: dict[str, str] = {}  # of players in the store, by pseudonym
        self._orders: dict[str, float] = {}  # when each closed the latest round so far
        self.rounds = 0
        self.withdrawn = 0

    @property
    def players(self) -> int:
        """Number of players with these rounds."""
        return len(self._ids)

    def drop_withdrawn(self, guesses: pa.Table) -> pa.Table:
        """Leave out the rows of players who have withdrawn."""
        kept = shards.without(guesses, lambda name: self._registry.tombstone(name) in self._tombstones)
        self.withdrawn += len(guesses) - len(kept)
        return kept

    def add(self, connection: Connection, part: pa.Table, shard: str) -> None:
        """Write some rounds of a shard, with their players and games."""
        self.rounds += len(part)
        self._add_players(connection, part)
        if not self._was_empty:
            part = _drop_known(connection, part, shard)
        self._add_games(connection, part)
        bulk_insert.add(connection, rounds, self._rounds(part, shard))
        histories.forget_all(connection, self._player_ids(part["player"].unique()))

    def _add_players(self, connection: Connection, part: pa.Table) -> None:
        latest = _latest(part)
        new = [row for row in latest if row["player"] not in self._ids]
        later = [row for row in latest if row["order"] > self._orders.get(row["player"], 0.0)]
        # Not all of those that are new here are new in a store that was not empty.
        there = [row for row in later if row["player"] in self._ids or not self._was_empty]
        self._ids |= {row["player"]: self._registry.of_pseudonym(row["player"]) for row in new}
        self._orders |= {row["player"]: row["order"] for row in later}
        values = {
            "id": [self._ids[row["player"]] for row in new],
            "pseudonym": [row["player"] for row in new],
            "consent": [False] * len(new),  # some may have stopped agreeing since, and the dataset lacks who
            "consent_version": [row["consent_version"] for row in new],
            "client": [row["client"] for row in new],
        }
        bulk_insert.add(connection, players, values)
        self._agree_to_later_text(connection, there)

    def _agree_to_later_text(self, connection: Connection, latest: Sequence[Mapping[str, Any]]) -> None:
        """Name the text of a later round with restored players, unless they have agreed or refused since."""
        silent = ~players.c.consent & players.c.consent_version.is_not(None)
        for row in latest:
            connection.execute(
                update(players)
                .where(players.c.id == self._ids[row["player"]], silent)
                .values(consent_version=row["consent_version"])
            )

    def _add_games(self, connection: Connection, part: pa.Table) -> None:
        by_game = part.group_by("game").aggregate([("player", "min"), ("mode", "min"), ("number", "max")])
        values = {
            "game": by_game["game"].to_pylist(),
            "player_id": self._player_ids(by_game["player_min"]),
            "mode": by_game["mode_min"].to_pylist(),
            "length": by_game["number_max"].to_pylist(),
        }
        bulk_insert.add_or_raise(connection, games, values, "length")

    def _rounds(self, part: pa.Table, shard: str) -> dict[str, Sequence[Any]]:
        made = {
            "player_id": self._player_ids(part["player"]),
            "shard": [shard] * len(part),
            "audio": _tokens(len(part)),
            **{name: _as_json(part[name]) for name in _LISTS},
            "day": part["day"].cast(pa.string()).to_pylist(),
            "touched_at": _closing_times(part),
        }
        return {name: part[name].to_pylist() for name in _COPIED} | made

    def _player_ids(self, pseudonyms: pa.Array | pa.ChunkedArray) -> list[str]:
        return [self._ids[name] for name in pseudonyms.to_pylist()]


def _latest(part: pa.Table) -> list[dict[str, Any]]:
    """The version agreed to and the client of each player's latest round."""
    ordered = part.append_column("order", pa.array(_closing_times(part))).sort_by("order")
    names = ("order", "consent_version", "client")
    last = ordered.group_by("player", use_threads=False).aggregate([(name, "last") for name in names])
    return [
        {"player": row["player"], **{name: row[f"{name}_last"] for name in names}} for row in last.to_pylist()
    ]


def _drop_known(connection: Connection, part: pa.Table, shard: str) -> pa.Table:
    """Leave out rounds that the store has as closed, and record there that they are published."""
    in_part = rounds.c.round.in_(part["round"].to_pylist())
    connection.execute(delete(rounds).where(in_part, rounds.c.status == OPEN))
    known = connection.execute(select(rounds.c.round).where(in_part)).scalars().all()
    if not known:
        return part
    connection.execute(update(rounds).where(rounds.c.round.in_(known)).values(shard=shard))
    return part.filter(pc.invert(pc.is_in(part["round"], pa.array(known, pa.string()))))


def _tokens(count: int) -> list[str]:
    """New audio tokens, sorted, so that their index grows at its end."""
    letters = base64.urlsafe_b64encode(secrets.token_bytes(24 * count)).decode()
    return sorted(letters[start : start + 32] for start in range(0, 32 * count, 32))


def _as_json(lists: pa.ChunkedArray) -> list[str | None]:
    """Lists of words as JSON. Only the few distinct ones are encoded."""
    joined = pc.binary_join(lists, SEPARATOR).combine_chunks().dictionary_encode()
    encoded = [json.dumps(words.split(SEPARATOR) if words else []) for words in joined.dictionary.to_pylist()]
    return [None if index is None else encoded[index] for index in joined.indices.to_pylist()]


def _closing_times(part: pa.Table) -> list[float]:
    """When rounds count as closed, in seconds since 1970."""
    days = part["day"].cast(pa.int32()).to_numpy().astype(np.float64)
    order = part["closed_before"].fill_null(0).to_numpy()
    times: list[float] = (days * DAY_SECONDS + order * BY_ORDER_SECONDS).tolist()
    return times
