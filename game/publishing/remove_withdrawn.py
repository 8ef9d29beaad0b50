"""Removal of withdrawn players from the dataset: one commit rewrites every shard that holds their rows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from game.players import withdrawals
from game.publishing import shards
from game.publishing.dataset import Dataset
from game.publishing.records import Records
from game.publishing.rewriting import rewrite
from game.publishing.snapshot import Change, Snapshot
from game.store.log_file import empty_log

FilesWithout = Callable[[Snapshot, Collection[str]], Mapping[str, bytes | None]]


def remove_withdrawn(
    engine: Engine, dataset: Dataset, rng: np.random.Generator, files_without: FilesWithout
) -> int:
    """Carry out all pending withdrawals, and return their number.

    Settle every frozen batch first. A batch whose commit arrives late, because its response was lost, is
    either seen here or can no longer be committed.

    Parameters
    ----------
    files_without : callable
        Called with the pseudonyms to remove; returns other files without these players, by path; None for
        one to delete.

    Raises
    ------
    Unavailable, Refused
        The withdrawals stay pending.
    """
    with engine.connect().execution_options(reading=True) as connection:
        jobs = withdrawals.waiting(connection)
    if not jobs:
        return 0
    with TemporaryDirectory() as folder:
        dataset.change(partial(_remove, dataset, jobs, rng, files_without, Path(folder)))
    with engine.begin() as connection:
        withdrawals.finish(connection, jobs)
    empty_log(engine)
    return len(jobs)


def _remove(
    dataset: Dataset,
    jobs: Mapping[str, str],
    rng: np.random.Generator,
    files_without: FilesWithout,
    folder: Path,
    snapshot: Snapshot,
) -> Change | None:
    players = frozenset(jobs.values())

    def kept(content: bytes, records: Records) -> pa.Table | None:
        if players.isdisjoint(shards.players(content, records)):
            return None
        return shards.without(shards.read(content, records), players.__contains__)

    change = rewrite(dataset, snapshot, kept, "Withdraw", folder, rng)
    if not change.without and jobs.keys() <= snapshot.tombstones:
        return None
    return replace(
        change, files=files_without(snapshot, players), tombstones=snapshot.tombstones | jobs.keys()
    )
