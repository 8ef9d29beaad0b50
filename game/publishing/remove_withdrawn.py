"""Withdrawal from the dataset: every shard of the newest revision is rid of a player in one commit."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Engine

from game.players import withdrawals
from game.publishing import batches, shards
from game.publishing.dataset import Change, Dataset, Snapshot

Without = Callable[[Snapshot, Collection[str]], Mapping[str, bytes]]


def carry_out(engine: Engine, dataset: Dataset, rng: np.random.Generator, without: Without) -> int:
    """Carry out all withdrawals that wait, and say how many.

    Every frozen batch has to be settled before. One that is committed in spite of that, because its answer
    was lost, is either found here or cannot be committed any more.

    Parameters
    ----------
    without : callable
        Gives other files without some players, by their pseudonyms; files by path.

    Raises
    ------
    Unavailable, Refused
        Then they wait on.
    """
    with engine.connect().execution_options(reading=True) as connection:
        jobs = withdrawals.waiting(connection)
    if not jobs:
        return 0
    with TemporaryDirectory() as folder:
        dataset.change(partial(_rid, dataset, jobs, rng, without, Path(folder)))
    with engine.begin() as connection:
        withdrawals.finish(connection, jobs)
    return len(jobs)


def _rid(
    dataset: Dataset,
    jobs: Mapping[str, str],
    rng: np.random.Generator,
    without: Without,
    folder: Path,
    snapshot: Snapshot,
) -> Change | None:
    players = frozenset(jobs.values())
    held = {name for name in snapshot.shards if _holds(dataset.shard(snapshot, name), players)}
    if not held and jobs.keys() <= snapshot.tombstones:
        return None
    made, levels = {}, {}
    for name in held:
        kept = shards.without(shards.read(dataset.shard(snapshot, name)), players.__contains__)
        if len(kept):
            new = batches.new_name()
            made[new], levels[new] = folder / new, snapshot.manifest.levels.get(name, 0)
            made[new].write_bytes(shards.written([kept], rng))
    return Change(
        "Withdraw",
        files=without(snapshot, players),
        shards=made,
        without=frozenset(held),
        manifest=snapshot.manifest.replacing(held, levels),
        tombstones=snapshot.tombstones | jobs.keys(),
    )


def _holds(content: bytes, players: frozenset[str]) -> bool:
    return not players.isdisjoint(shards.players(content))
