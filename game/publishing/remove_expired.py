"""Removal of guesses from the dataset that are older than the host keeps them: one commit a day at most."""

from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine

from game.publishing import shards
from game.publishing.dataset import Dataset
from game.publishing.records import Records
from game.publishing.rewriting import rewrite
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
    def kept(content: bytes, records: Records) -> pa.Table | None:
        rows = shards.read(content, records)
        recent = rows.filter(pc.greater_equal(rows["day"], pa.scalar(before, pa.date32())))
        return recent if len(recent) < len(rows) else None

    change = rewrite(dataset, snapshot, kept, "Delete old guesses", folder, rng)
    return change if change.without else None
