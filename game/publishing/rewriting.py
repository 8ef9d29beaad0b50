"""Rewriting the shards that hold what must leave the dataset, in one commit."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from game.publishing import batches, shards
from game.publishing.dataset import Dataset
from game.publishing.snapshot import Change, Snapshot


def rewrite(
    dataset: Dataset,
    snapshot: Snapshot,
    kept: Callable[[bytes], pa.Table | None],
    title: str,
    folder: Path,
    rng: np.random.Generator,
) -> Change:
    """Replace each shard from which something must go by one without it, or by none if nothing is left.

    Parameters
    ----------
    kept : callable
        From a shard's content to the guesses that stay; None when all of them do.
    title : str
        Of the commit.
    folder : Path
        For the new shards until they are committed.

    Returns
    -------
    Change
        Without any shard when nothing has to go. Shards that cannot be read are left alone.

    Raises
    ------
    Unavailable, Refused
    """
    gone, made, levels = set(), {}, {}
    for name in snapshot.shards:
        left = dataset.parsed(name, dataset.shard(snapshot, name), kept)
        if left is None:
            continue
        gone.add(name)
        if len(left):
            new = batches.new_name()
            made[new], levels[new] = folder / new, snapshot.manifest.levels.get(name, 0)
            made[new].write_bytes(shards.to_bytes([left], rng))
    manifest = snapshot.manifest.replacing(gone, levels)
    return Change(title, shards=made, without=frozenset(gone), manifest=manifest)
