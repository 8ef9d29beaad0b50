"""Removal of withdrawn players from the dataset: one commit rewrites every shard that holds their guesses."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Engine

from game.players import withdrawals
from game.publishing import batches, shards
from game.publishing.dataset import Dataset
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
    affected, made, levels = set(), {}, {}
    for name in snapshot.shards:
        content = dataset.shard(snapshot, name)
        if players.isdisjoint(dataset.parsed(name, content, shards.players) or ()):
            continue
        affected.add(name)
        kept = shards.without(shards.read(content), players.__contains__)
        if len(kept):
            new = batches.new_name()
            made[new], levels[new] = folder / new, snapshot.manifest.levels.get(name, 0)
            made[new].write_bytes(shards.to_bytes([kept], rng))
    if not affected and jobs.keys() <= snapshot.tombstones:
        return None
    return Change(
        "Withdraw",
        files=files_without(snapshot, players),
        shards=made,
        without=frozenset(affected),
        manifest=snapshot.manifest.replacing(affected, levels),
        tombstones=snapshot.tombstones | jobs.keys(),
    )
