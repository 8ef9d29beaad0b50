"""Publishes closed rounds and trials to the dataset, each exactly once, whatever fails in between.

First a batch is frozen: its rounds get the name of a shard that does not exist yet. Then the dataset is read.
If the shard exists there, or has existed, the batch is published; if not, the shard is committed on top of
the revision that was read. A commit whose response is lost is found the next time, and a late one fails once
another commit has come first.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from game.hub.repository import Refused
from game.players import withdrawals
from game.players.identity import Registry
from game.publishing import batches, parquet, shards
from game.publishing.dataset import Dataset, Files, no_files
from game.publishing.published_rows import published_rows
from game.publishing.published_trials import published_trials
from game.publishing.records import ALL, GUESSES, Records, of_shard
from game.publishing.snapshot import Change, Snapshot


class DatasetGone(Refused):
    """The store knows guesses as published, and the dataset has none of them."""


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

    def publish(
        self,
        today: date,
        include_today: bool = True,
        pause_seconds: float = batches.PAUSE_SECONDS,
        between: Callable[[], object] = lambda: None,
    ) -> int:
        """Publish the closed rounds that may be published by now, and return the number of shards.

        Rounds that close meanwhile wait for the next time, so that this ends however many people play.

        Parameters
        ----------
        today, include_today, pause_seconds
            As for `batches.freeze`.
        between : callable
            Called between two shards.

        Raises
        ------
        Unavailable, Refused
        """
        self._check_dataset()
        self.settle()
        made = 0
        for records in ALL:
            frozen = batches.MOST_ROUNDS
            while frozen == batches.MOST_ROUNDS:
                if made:
                    between()
                frozen = batches.freeze(self._engine, today, include_today, pause_seconds, records)
                if frozen:
                    self.settle()
                    made += 1
        return made

    def take_back(self) -> int:
        """Let rounds wait again whose shards the dataset does not know; return their number.

        Raises
        ------
        Unavailable, Refused
        """
        known = self._dataset.snapshot()
        pending = set(batches.pending(self._engine))
        self._dataset.change(self._withdrawals)
        return batches.unpublish(self._engine, lambda name: name in pending or known.has_published(name))

    def _withdrawals(self, snapshot: Snapshot) -> Change | None:
        """Tell a dataset that has lost them who has withdrawn."""
        with self._engine.connect().execution_options(reading=True) as connection:
            gone = snapshot.tombstones | withdrawals.tombstones(connection)
        return None if gone == snapshot.tombstones else Change("Withdraw", tombstones=gone)

    def settle(self) -> None:
        """Commit every frozen batch, unless the dataset has it already.

        Raises
        ------
        Unavailable, Refused
        """
        names = batches.pending(self._engine)
        if names:
            self._check_dataset()
        for name in names:
            self._dataset.change(partial(self._new_shard, name))
            batches.settle(self._engine, name)

    def _check_dataset(self) -> None:
        """Refuse a dataset that is gone or empty although guesses were published."""
        if not batches.has_published(self._engine):
            return
        snapshot = self._dataset.find()
        if snapshot is None or snapshot.is_new:
            raise DatasetGone(
                "The dataset no longer holds what was published in it: it was deleted, or another one is "
                "named. Name the right one, or publish all guesses once more by `python -m game publish "
                "--again`."
            )

    def _new_shard(self, name: str, snapshot: Snapshot) -> Change | None:
        if snapshot.has_published(name):
            return None
        records = of_shard(name)
        rows = self._rows(name, records, snapshot.tombstones)
        if not len(rows):
            return None
        content = shards.to_bytes([rows], self._rng)
        title = "Add guesses" if records is GUESSES else "Add trials"
        return Change(title, files=self._first_files(snapshot), shards={name: content})

    def _rows(self, name: str, records: Records, tombstones: frozenset[str]) -> pa.Table:
        with self._engine.connect().execution_options(reading=True) as connection:
            gone = tombstones | withdrawals.tombstones(connection)
            read = published_rows if records is GUESSES else published_trials
            chunks = read(connection, records.table.c.shard == name)
            tables = [parquet.table(chunk, records.schema) for chunk in chunks]
        rows = pa.concat_tables([records.schema.empty_table(), *tables])
        return shards.without(rows, lambda pseudonym: self._registry.tombstone(pseudonym) in gone)
