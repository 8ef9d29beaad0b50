"""Publishes closed rounds to the dataset, each exactly once, whatever fails in between.

First a batch is frozen: its rounds get the name of a shard that does not exist yet. Then the dataset is read.
If the shard exists there, or has existed, the batch is published; if not, the shard is committed on top of
the revision that was read. A commit whose response is lost is found the next time, and a late one fails once
another commit has come first.
"""

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import batches, parquet, shards
from game.publishing.dataset import Change, Dataset, Files, Snapshot, no_files
from game.publishing.published_rows import published_rows
from game.store.tables import rounds


class Publisher:
    """Publishes the rounds of a store to a dataset.

    Parameters
    ----------
    engine : Engine
        The store's database.
    registry : Registry
        Computes tombstones, to leave out players who have withdrawn.
    rng : numpy.random.Generator
        Shuffles rows.
    first_files : callable, optional
        Returns other files, by path, that a new dataset needs.
    """

    def __init__(
        self,
        engine: Engine,
        dataset: Dataset,
        registry: Registry,
        rng: np.random.Generator,
        first_files: Files = no_files,
    ) -> None:
        self._engine = engine
        self._dataset = dataset
        self._registry = registry
        self._rng = rng
        self._first_files = first_files

    def publish(self, today: date, include_today: bool = True) -> int:
        """Publish all closed rounds that may be published, and return the number of shards.

        Parameters
        ----------
        today, include_today
            As for `batches.freeze`.

        Raises
        ------
        Unavailable, Refused
        """
        self.settle()
        made = 0
        while batches.freeze(self._engine, today, include_today):
            self.settle()
            made += 1
        return made

    def settle(self) -> None:
        """Commit every frozen batch, unless the dataset has it already.

        Raises
        ------
        Unavailable, Refused
        """
        for name in batches.pending(self._engine):
            self._dataset.change(partial(self._new_shard, name))
            batches.settle(self._engine, name)

    def _new_shard(self, name: str, snapshot: Snapshot) -> Change | None:
        if snapshot.has_published(name):
            return None
        guesses = self._guesses(name, snapshot.tombstones)
        if not len(guesses):
            return None
        content = shards.to_bytes([guesses], self._rng)
        return Change("Add guesses", files=self._first_files(snapshot), shards={name: content})

    def _guesses(self, name: str, tombstones: frozenset[str]) -> pa.Table:
        with self._engine.connect().execution_options(reading=True) as connection:
            gone = tombstones | withdrawals.tombstones(connection)
            chunks = published_rows(connection, rounds.c.shard == name)
            tables = [parquet.table(chunk) for chunk in chunks]
        guesses = pa.concat_tables([parquet.SCHEMA.empty_table(), *tables])
        return shards.without(guesses, lambda pseudonym: self._registry.tombstone(pseudonym) in gone)
