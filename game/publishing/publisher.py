"""The publisher: brings closed rounds into the dataset, each once, whatever happens in between.

A batch is frozen first: its rounds bear the name of a shard that is not yet there. Then the dataset is looked
at: if the shard is in it, or has been, the batch is published; if not, the shard is committed on top of just
what was looked at. A commit whose answer is lost is found the next time, and one that is still under way
cannot be done any more once another one is.
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
    """Brings the rounds of a store into a dataset.

    Parameters
    ----------
    engine : Engine
        The store's database.
    registry : Registry
        Knows who has withdrawn.
    rng : numpy.random.Generator
        Shuffles.
    about : callable, optional
        Gives what else the dataset needs, by path, as long as that is not there.
    """

    def __init__(
        self,
        engine: Engine,
        dataset: Dataset,
        registry: Registry,
        rng: np.random.Generator,
        about: Files = no_files,
    ) -> None:
        self._engine = engine
        self._dataset = dataset
        self._registry = registry
        self._rng = rng
        self._about = about

    def publish(self, today: date, at_once: bool = True) -> int:
        """Publish all closed rounds that may be, and say in how many shards.

        Parameters
        ----------
        today, at_once
            As for `batches.freeze`.

        Raises
        ------
        Unavailable, Refused
        """
        self.settle()
        made = 0
        while batches.freeze(self._engine, today, at_once):
            self.settle()
            made += 1
        return made

    def settle(self) -> None:
        """Bring every frozen batch into the dataset, or find that it is there.

        Raises
        ------
        Unavailable, Refused
        """
        for name in batches.pending(self._engine):
            self._dataset.change(partial(self._batch, name))
            batches.settle(self._engine, name)

    def _batch(self, name: str, snapshot: Snapshot) -> Change | None:
        if snapshot.has_published(name):
            return None
        guesses = self._guesses(name, snapshot.tombstones)
        if not len(guesses):
            return None
        written = shards.written([guesses], self._rng)
        return Change("Add guesses", files=self._about(snapshot), shards={name: written})

    def _guesses(self, name: str, tombstones: frozenset[str]) -> pa.Table:
        with self._engine.connect().execution_options(reading=True) as connection:
            gone = tombstones | withdrawals.tombstones(connection)
            chunks = published_rows(connection, rounds.c.shard == name)
            tables = [parquet.table(chunk) for chunk in chunks]
        guesses = pa.concat_tables([parquet.SCHEMA.empty_table(), *tables])
        return shards.without(guesses, lambda pseudonym: self._registry.tombstone(pseudonym) in gone)
