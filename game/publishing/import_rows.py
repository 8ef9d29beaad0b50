"""Rows of the dataset written into a store: players, games, and rounds or trials, shard by shard."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, delete, select, update

from game.play import histories
from game.play.rounds import OPEN
from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import bulk_insert, shards
from game.publishing.records import ALL, GUESSES, Records, of_shard
from game.store.spatial_tables import spatial_games
from game.store.tables import games, players

BY_ORDER_SECONDS = 0.001  # between two rounds of a player; a day has room for 86 million
DAY_SECONDS = 86_400
SEPARATOR = "\n"  # occurs in no word

_NOT_COPIED = {"player", "day", "counts", "knows_language"}


class RowImport:
    """Writes the rows of a dataset into a store.

    Attributes
    ----------
    rounds, withdrawn : int
        Rows written or already there, and rows left out because their players have withdrawn.
    """

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._registry = registry
        self._tombstones = withdrawals.tombstones(connection)
        self._was_empty = not any(
            connection.execute(select(records.table.c[records.key]).limit(1)).first() for records in ALL
        )
        self._ids: dict[str, str] = {}  # of players in the store, by pseudonym
        self._orders: dict[str, float] = {}  # when each closed the latest round so far
        self.rounds = 0
        self.withdrawn = 0

    @property
    def players(self) -> int:
        """Number of players with these rows."""
        return len(self._ids)

    def drop_withdrawn(self, rows: pa.Table) -> pa.Table:
        """Leave out the rows of players who have withdrawn."""
        kept = shards.without(rows, lambda name: self._registry.tombstone(name) in self._tombstones)
        self.withdrawn += len(rows) - len(kept)
        return kept

    def add(self, connection: Connection, part: pa.Table, shard: str) -> None:
        """Write some rows of a shard, with their players and games."""
        records = of_shard(shard)
        self.rounds += len(part)
        self._add_players(connection, part)
        if not self._was_empty:
            part = _drop_known(connection, records, part, shard)
        self._add_games(connection, records, part)
        bulk_insert.add(connection, records.table, self._rows(records, part, shard))
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

    def _add_games(self, connection: Connection, records: Records, part: pa.Table) -> None:
        facts = ("mode",) if records is GUESSES else ("track", "practice", "pack")
        least = [(name, "min") for name in ("player", *facts)]
        by_game = part.group_by("game").aggregate([*least, ("number", "max")])
        values = {
            "game": by_game["game"].to_pylist(),
            "player_id": self._player_ids(by_game["player_min"]),
            **{name: by_game[f"{name}_min"].to_pylist() for name in facts},
            "length": by_game["number_max"].to_pylist(),
        }
        bulk_insert.add_or_raise(connection, games if records is GUESSES else spatial_games, values, "length")

    def _rows(self, records: Records, part: pa.Table, shard: str) -> dict[str, Sequence[Any]]:
        lists = records.lists
        copied = [c.name for c in records.columns if c.name not in _NOT_COPIED and c.name not in lists]
        made = {
            "player_id": self._player_ids(part["player"]),
            "shard": [shard] * len(part),
            "audio": _tokens(len(part)),
            **{name: _as_json(part[name]) for name in lists},
            "day": part["day"].cast(pa.string()).to_pylist(),
            "touched_at": _closing_times(part),
        }
        return {name: part[name].to_pylist() for name in copied} | made

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


def _drop_known(connection: Connection, records: Records, part: pa.Table, shard: str) -> pa.Table:
    """Leave out rows that the store has as closed, and record there that they are published."""
    table, key = records.table, records.table.c[records.key]
    in_part = key.in_(part[records.key].to_pylist())
    connection.execute(delete(table).where(in_part, table.c.status == OPEN))
    known = connection.execute(select(key).where(in_part)).scalars().all()
    if not known:
        return part
    connection.execute(update(table).where(key.in_(known)).values(shard=shard))
    return part.filter(pc.invert(pc.is_in(part[records.key], pa.array(known, pa.string()))))


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
