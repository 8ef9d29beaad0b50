"""Restore: what was published comes back into a store, with all that can be told from it.

Whose it is follows from the published pseudonym and the host's key. A game is as long as what was published
of it, and rounds are dated to the first moments of their day, in the order in which their player closed them.
Whether somebody still agrees is not in the dataset: nobody counts as agreeing before they have said so again,
which the page does for those whose browser remembers it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, delete, insert, select

from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import batches, bulk_insert, shards
from game.publishing.dataset import Dataset, Snapshot
from game.publishing.import_rows import RowImport
from game.store.tables import games, players, rounds
from game.store.tables import shards as shards_table

AT_ONCE = 100  # rounds written in a transaction, so that no guess waits for it long
MANY_AT_ONCE = 20_000  # when nobody plays yet

_BEGUN = "restore"  # the name, and the state, of what stands among the shards while it is under way


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
        rows_in = RowImport(connection, registry)
    with engine.connect() as connection, bulk_insert.hasty(connection):
        for name in snapshot.shards:
            found = rows_in.only_known(shards.read(dataset.shard(snapshot, name)))
            for start in range(0, len(found), AT_ONCE):
                with connection.begin():
                    rows_in.add(connection, found.slice(start, AT_ONCE), name)
                time.sleep(batches.LET_OTHERS_SECONDS)
            progress(rows_in.rounds)
    with engine.begin() as connection:
        _end(connection)
    return _done(rows_in)


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
        bulk_insert.unlimited(connection)
        with connection.begin(), bulk_insert.indexed_after(connection, games, rounds):
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
    rows_in = RowImport(connection, registry)
    for name, file in files.items():
        found = rows_in.only_known(shards.read(file.read_bytes()))
        for start in range(0, len(found), MANY_AT_ONCE):
            rows_in.add(connection, found.slice(start, MANY_AT_ONCE), name)
        progress(rows_in.rounds)
    return _done(rows_in)


def _end(connection: Connection) -> None:
    connection.execute(delete(shards_table).where(shards_table.c.state == _BEGUN))


def _done(rows_in: RowImport) -> Restored:
    return Restored(rows_in.rounds, rows_in.players, rows_in.withdrawn)
