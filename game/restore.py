"""Restore: what was published comes back into a store, with all that can be told from it.

Whose it is follows from the published pseudonym and the host's key. A game is as long as what was published
of it, and rounds are dated to the first moments of their day, in the order in which their player closed them.
"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Engine, delete, insert, select, update

from game import batches, bulk, columns, shards, withdrawals
from game.dataset import Dataset, Snapshot
from game.players import Registry
from game.rounds import OPEN
from game.tables import games, players, rounds
from game.tables import shards as shards_table

AT_ONCE = 100  # rounds written in a transaction, so that no guess waits for it long
MANY_AT_ONCE = 20_000  # when nobody plays yet
BY_ORDER_SECONDS = 0.001  # from one round of a player to the next; a day has room for 86 million
DAY_SECONDS = 86_400
CACHE_KILOBYTES = 300_000  # for SQLite, where indexes of random names are made

_BEGUN = "restore"  # the name, and the state, of what stands among the shards while it is under way
_COPIED = [column.name for column in columns.COLUMNS if column.name not in {"player", "day", "clues"}]


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rounds of how many players were read, and how many rows of withdrawn players were not."""

    rounds: int = 0
    players: int = 0
    withdrawn: int = 0


def is_due(engine: Engine) -> bool:
    """Whether a store holds nothing of the dataset yet, or not all of it as a restore was interrupted."""
    with engine.connect().execution_options(reading=True) as connection:
        if connection.execute(select(shards_table.c.name).where(shards_table.c.state == _BEGUN)).first():
            return True
        published = select(rounds.c.round).where(batches.AGREED, rounds.c.shard.is_not(None)).limit(1)
        return connection.execute(published).first() is None


def restore(
    engine: Engine,
    dataset: Dataset,
    registry: Registry,
    progress: Callable[[int], object] = lambda rows: None,
) -> Restored:
    """Bring the newest revision of a dataset into a store; what is there already stays as it is.

    It may be interrupted and repeated, and runs beside a game. Rounds that are in the dataset count as
    published from then on.

    Parameters
    ----------
    progress : callable
        Told how many rounds have been read.

    Raises
    ------
    Unavailable, Refused
    """
    snapshot = dataset.found()
    if snapshot is None:
        return Restored()
    with engine.begin() as connection:
        _end(connection)
        connection.execute(insert(shards_table).values(name=_BEGUN, state=_BEGUN))
        withdrawals.remember(connection, snapshot.tombstones)
        filling = _Filling(connection, registry, snapshot.stopped)
    for name in snapshot.shards:
        found = filling.only_known(shards.read(dataset.shard(snapshot, name)))
        for start in range(0, len(found), AT_ONCE):
            with engine.begin() as connection:
                filling.add(connection, found.slice(start, AT_ONCE), name)
            time.sleep(batches.LET_OTHERS_SECONDS)
        progress(filling.rounds)
    with engine.begin() as connection:
        _end(connection)
    return filling.done


def restore_at_once(
    engine: Engine,
    dataset: Dataset,
    registry: Registry,
    progress: Callable[[int], object] = lambda rows: None,
) -> Restored:
    """Bring a dataset into an empty store that nobody plays with yet: in a tenth of the time, all or nothing.

    A store that is not empty is restored as by `restore`.

    Raises
    ------
    Unavailable, Refused
    """
    snapshot = dataset.found()
    if snapshot is None:
        return Restored()
    with TemporaryDirectory() as folder, engine.connect() as connection:
        files = {name: Path(folder, name) for name in snapshot.shards}
        for name, file in files.items():  # before the database is locked
            file.write_bytes(dataset.shard(snapshot, name))
        if connection.dialect.name == "sqlite":
            _unlimited(connection)
        with connection.begin(), _made_for_many(connection):
            if connection.execute(select(players.c.id).limit(1)).first() is None:
                return _fill(connection, registry, snapshot, files, progress)
    return restore(engine, dataset, registry, progress)


def _fill(
    connection: Connection,
    registry: Registry,
    snapshot: Snapshot,
    files: Mapping[str, Path],
    progress: Callable[[int], object],
) -> Restored:
    withdrawals.remember(connection, snapshot.tombstones)
    filling = _Filling(connection, registry, snapshot.stopped)
    for name, file in files.items():
        found = filling.only_known(shards.read(file.read_bytes()))
        for start in range(0, len(found), MANY_AT_ONCE):
            filling.add(connection, found.slice(start, MANY_AT_ONCE), name)
        progress(filling.rounds)
    return filling.done


def _unlimited(connection: Connection) -> None:
    """Let SQLite hold all indexes in memory, and not look up the player and the game of each round."""
    connection.detach()  # nobody else gets it after that
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


@contextmanager
def _made_for_many(connection: Connection) -> Iterator[None]:
    """Make indexes when all rows are there: in order, not by a page here and a page there for each row."""
    indexes = [index for table in (games, rounds) for index in table.indexes]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _end(connection: Connection) -> None:
    connection.execute(delete(shards_table).where(shards_table.c.state == _BEGUN))


class _Filling:
    """What is written into a store, shard by shard."""

    def __init__(self, connection: Connection, registry: Registry, stopped: frozenset[str]) -> None:
        self._registry = registry
        self._stopped = stopped
        self._gone = withdrawals.tombstones(connection)
        self._was_empty = connection.execute(select(rounds.c.round).limit(1)).first() is None
        self._ids: dict[str, str] = {}  # names of players in the store, by pseudonym
        self.rounds = 0
        self._withdrawn = 0

    @property
    def done(self) -> Restored:
        return Restored(self.rounds, len(self._ids), self._withdrawn)

    def only_known(self, found: pa.Table) -> pa.Table:
        """Leave out the rows of those who have withdrawn."""
        kept = shards.without(found, lambda pseudonym: self._registry.tombstone(pseudonym) in self._gone)
        self._withdrawn += len(found) - len(kept)
        return kept

    def add(self, connection: Connection, part: pa.Table, shard: str) -> None:
        """Write some rounds of a shard, with their players and games."""
        self.rounds += len(part)
        self._add_players(connection, part)
        if not self._was_empty:
            part = _unknown(connection, part, shard)
        self._add_games(connection, part)
        bulk.add(connection, rounds, self._rounds(part, shard))

    def _add_players(self, connection: Connection, part: pa.Table) -> None:
        latest = (
            part.group_by("player").aggregate([("consent_version", "max"), ("client", "max")]).to_pylist()
        )
        new = [row for row in latest if row["player"] not in self._ids]
        self._ids |= {row["player"]: self._registry.of_pseudonym(row["player"]) for row in new}
        values = {
            "id": [self._ids[row["player"]] for row in new],
            "pseudonym": [row["player"] for row in new],
            "consent": [self._registry.stop(row["player"]) not in self._stopped for row in new],
            "consent_version": [row["consent_version_max"] for row in new],
            "client": [row["client_max"] for row in new],
        }
        bulk.add(connection, players, values)

    def _add_games(self, connection: Connection, part: pa.Table) -> None:
        found = part.group_by("game").aggregate([("player", "min"), ("mode", "min"), ("number", "max")])
        values = {
            "game": found["game"].to_pylist(),
            "player_id": self._names(found["player_min"]),
            "mode": found["mode_min"].to_pylist(),
            "length": found["number_max"].to_pylist(),
        }
        bulk.add_or_raise(connection, games, values, "length")

    def _rounds(self, part: pa.Table, shard: str) -> dict[str, Sequence[Any]]:
        made = {
            "player_id": self._names(part["player"]),
            "shard": [shard] * len(part),
            "audio": _tokens(len(part)),
            "clues": _as_json(part["clues"]),
            "day": part["day"].cast(pa.string()).to_pylist(),
            "touched_at": _moments(part),
        }
        return {name: part[name].to_pylist() for name in _COPIED} | made

    def _names(self, pseudonyms: pa.ChunkedArray) -> list[str]:
        return [self._ids[name] for name in pseudonyms.to_pylist()]


def _unknown(connection: Connection, part: pa.Table, shard: str) -> pa.Table:
    """Leave out rounds that the store has closed, and note that they are published."""
    here = rounds.c.round.in_(part["round"].to_pylist())
    connection.execute(delete(rounds).where(here, rounds.c.status == OPEN))
    known = connection.execute(select(rounds.c.round).where(here)).scalars().all()
    if not known:
        return part
    connection.execute(update(rounds).where(rounds.c.round.in_(known)).values(shard=shard))
    return part.filter(pc.invert(pc.is_in(part["round"], pa.array(known, pa.string()))))


def _tokens(count: int) -> list[str]:
    """New names of sounds, in order, so that their index grows at its end."""
    letters = base64.urlsafe_b64encode(secrets.token_bytes(24 * count)).decode()
    return sorted(letters[at : at + 32] for at in range(0, 32 * count, 32))


def _as_json(lists: pa.ChunkedArray) -> list[str | None]:
    found = [None if one is None else tuple(one) for one in lists.to_pylist()]
    written = {one: None if one is None else json.dumps(one) for one in set(found)}
    return [written[one] for one in found]


def _moments(part: pa.Table) -> list[float]:
    """When rounds count as closed, in seconds since 1970."""
    days = part["day"].cast(pa.int32()).to_numpy().astype(np.float64)
    order = part["closed_before"].fill_null(0).to_numpy()
    moments: list[float] = (days * DAY_SECONDS + order * BY_ORDER_SECONDS).tolist()
    return moments
