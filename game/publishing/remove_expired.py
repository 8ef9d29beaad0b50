"""Removal of guesses from the dataset that are older than the host keeps them: one commit a day at most."""

from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine

from game.publishing import batches, shards
from game.publishing.dataset import Dataset
from game.publishing.snapshot import Change, Snapshot
from game.store import facts


def remove_expired(engine: Engine, dataset: Dataset, before: date, rng: np.random.Generator) -> None:
    """Rewrite every shard with guesses from before a day, unless that was done for this day.

    Earlier versions of the dataset keep them, as after a withdrawal.

    Raises
    ------
    Unavailable, Refused
    """
    with engine.connect().execution_options(reading=True) as connection:
        if facts.get(connection, facts.EXPIRED_BEFORE) == str(before):
            return
    with TemporaryDirectory() as folder:
        dataset.change(partial(_remove, dataset, before, rng, Path(folder)))
    with engine.begin() as connection:
        facts.put(connection, facts.EXPIRED_BEFORE, str(before))


def _remove(
    dataset: Dataset, before: date, rng: np.random.Generator, folder: Path, snapshot: Snapshot
) -> Change | None:
    affected, made, levels = set(), {}, {}
    for name in snapshot.shards:
        content = dataset.shard(snapshot, name)
        guesses = dataset.parsed(name, content, shards.read)
        if guesses is None:
            continue
        kept = guesses.filter(pc.greater_equal(guesses["day"], pa.scalar(before, pa.date32())))
        if len(kept) == len(guesses):
            continue
        affected.add(name)
        if len(kept):
            new = batches.new_name()
            made[new], levels[new] = folder / new, snapshot.manifest.levels.get(name, 0)
            made[new].write_bytes(shards.to_bytes([kept], rng))
    if not affected:
        return None
    return Change(
        "Delete old guesses",
        shards=made,
        without=frozenset(affected),
        manifest=snapshot.manifest.replacing(affected, levels),
    )
