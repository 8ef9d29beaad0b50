"""Restores published guesses from the dataset into a store.

The published pseudonym and the host's key identify the player. A game is as long as its published rounds, and
rounds are dated to the first moments of their day, in the order in which their player closed them. The
dataset does not record who still agrees: a player counts as agreeing only after saying so again, which the
page does for players whose browser remembers it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, delete, insert, select

from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import batches, bulk_insert
from game.publishing.dataset import Dataset
from game.publishing.import_rows import RowImport
from game.publishing.records import ALL
from game.publishing.snapshot import Snapshot
from game.store.log_file import empty_log
from game.store.tables import games, players, rounds
from game.store.tables import shards as shards_table

AT_ONCE = 100  # rounds in a transaction, so that no guess waits long for it
MANY_AT_ONCE = 20_000  # while nobody plays yet

_IN_PROGRESS = "restore"  # name and state of a row among the shards while a restore is running


@dataclass(frozen=True, slots=True)
class Restored:
    """The number of rounds and players restored, and of rows left out as their players have withdrawn."""

    rounds: int = 0
    players: int = 0
    withdrawn: int = 0


def is_due(engine: Engine) -> bool:
    """Whether a store has nothing from the dataset yet, or only a part, after an interrupted restore."""
    with engine.connect().execution_options(reading=True) as connection:
        in_progress = select(shards_table.c.name).where(shards_table.c.state == _IN_PROGRESS)
        if connection.execute(in_progress).first():
            return True
        return not any(
            connection.execute(
                select(records.table.c.shard)
                .where(records.agreed, records.table.c.shard.is_not(None))
                .limit(1)
            ).first()
            for records in ALL
        )


def restore(
    engine: Engine,
    dataset: Dataset,
    registry: Registry,
    progress: Callable[[int], object] = lambda rows: None,
) -> Restored:
    """Write the newest revision of a dataset into a store; existing rows stay as they are.

    It can run beside a game, and be interrupted and repeated. Afterwards the store knows the dataset's rounds
    as published.

    Parameters
    ----------
    progress : callable
        Called with the number of rounds read so far.

    Raises
    ------
    Unavailable, Refused
    """
    snapshot = dataset.find()
    if snapshot is None:
        return Restored()
    with engine.begin() as connection:
        _clear_progress(connection)
        connection.execute(insert(shards_table).values(name=_IN_PROGRESS, state=_IN_PROGRESS))
        withdrawals.remember(connection, registry, snapshot.tombstones)
        rows_in = RowImport(connection, registry)
    with engine.connect() as connection, bulk_insert.without_fsync(connection):
        for name in snapshot.shards:
            read = dataset.rows(snapshot, name)
            if read is None:
                continue
            guesses = rows_in.drop_withdrawn(read)
            for start in range(0, len(guesses), AT_ONCE):
                with connection.begin():
                    rows_in.add(connection, guesses.slice(start, AT_ONCE), name)
                time.sleep(batches.PAUSE_SECONDS)
            progress(rows_in.rounds)
    with engine.begin() as connection:
        _clear_progress(connection)
    empty_log(engine)
    return Restored(rows_in.rounds, rows_in.players, rows_in.withdrawn)


def fast_restore(
    engine: Engine,
    dataset: Dataset,
    registry: Registry,
    progress: Callable[[int], object] = lambda rows: None,
) -> Restored:
    """Write a dataset into an empty store before anyone plays: all or nothing, in a tenth of the time.

    A store that is not empty is left to `restore`.

    Raises
    ------
    Unavailable, Refused
    """
    snapshot = dataset.find()
    if snapshot is None:
        return Restored()
    with TemporaryDirectory() as folder, engine.connect() as connection:
        files = {name: Path(folder, name.replace("/", "-")) for name in snapshot.shards}
        for name, file in files.items():  # before the database is locked
            file.write_bytes(dataset.shard(snapshot, name))
        bulk_insert.relax_sqlite(connection)
        with connection.begin():
            if connection.execute(select(players.c.id).limit(1)).first() is None:
                with bulk_insert.indexes_built_after(connection, games, rounds):
                    return _fill(connection, registry, dataset, snapshot, files, progress)
    return restore(engine, dataset, registry, progress)


def _fill(
    connection: Connection,
    registry: Registry,
    dataset: Dataset,
    snapshot: Snapshot,
    files: Mapping[str, Path],
    progress: Callable[[int], object],
) -> Restored:
    withdrawals.remember(connection, registry, snapshot.tombstones)
    rows_in = RowImport(connection, registry)
    for name, file in files.items():
        read = dataset.read(name, file.read_bytes())
        if read is None:
            continue
        guesses = rows_in.drop_withdrawn(read)
        for start in range(0, len(guesses), MANY_AT_ONCE):
            rows_in.add(connection, guesses.slice(start, MANY_AT_ONCE), name)
        progress(rows_in.rounds)
    return Restored(rows_in.rounds, rows_in.players, rows_in.withdrawn)


def _clear_progress(connection: Connection) -> None:
    connection.execute(delete(shards_table).where(shards_table.c.state == _IN_PROGRESS))
