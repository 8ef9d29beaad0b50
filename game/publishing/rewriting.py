"""Rewriting the shards that hold what must leave the dataset, in one commit."""

from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from game.publishing import batches, shards
from game.publishing.dataset import Dataset
from game.publishing.records import Records, of_shard
from game.publishing.snapshot import Change, Snapshot


class Kept(Protocol):
    """What stays of a shard; None when all of it does."""

    def __call__(self, content: bytes, records: Records) -> pa.Table | None:
        """From a shard's content, and whose rows these are, to the rows that stay."""


def rewrite(
    dataset: Dataset,
    snapshot: Snapshot,
    kept: Kept,
    title: str,
    folder: Path,
    rng: np.random.Generator,
) -> Change:
    """Replace each shard from which something must go by one without it, or by none if nothing is left.

    Parameters
    ----------
    kept : callable
        From a shard's content, and whose rows these are, to the rows that stay; None when all of them do.
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
        records = of_shard(name)
        left = dataset.parsed(name, dataset.shard(snapshot, name), partial(kept, records=records))
        if left is None:
            continue
        gone.add(name)
        if len(left):
            new = batches.new_name(records)
            made[new], levels[new] = folder / Path(new).name, snapshot.manifest.levels.get(name, 0)
            made[new].write_bytes(shards.to_bytes([left], rng))
    manifest = snapshot.manifest.replacing(gone, levels)
    return Change(title, shards=made, without=frozenset(gone), manifest=manifest)
