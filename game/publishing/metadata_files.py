"""What stands beside the shards: the card, the codebook, the Croissant file and the table of players."""

import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine

from game.columns import PLAYERS
from game.publishing import card, codebook, parquet
from game.publishing.anonymity import players_table
from game.publishing.counts import count
from game.publishing.dataset import Dataset, Snapshot
from game.publishing.descriptions import papers
from game.publishing.player_rows import census
from game.settings import Settings
from game.store.tables import rounds

PLAYERS_FILE = codebook.FILES["players"]

Row = dict[str, Any]


class MetadataFiles:
    """Makes the files of a dataset that tell of it and of its players.

    Parameters
    ----------
    engine : Engine
        The store, which holds all that is published.
    rng : numpy.random.Generator
        Shuffles.
    """

    def __init__(
        self, engine: Engine, dataset: Dataset, settings: Settings, rng: np.random.Generator
    ) -> None:
        self._engine = engine
        self._dataset = dataset
        self._settings = settings
        self._rng = rng

    def daily(self, snapshot: Snapshot) -> dict[str, bytes]:
        """Make all of them, as they are to be from today on.

        Raises
        ------
        Unavailable, Refused
        """
        previous = self._players(snapshot)
        with self._engine.connect().execution_options(reading=True) as connection:
            told = players_table(census(connection), previous, self._settings.k)
            files = self._about(connection, len(told))
        return files | self._written(told, previous)

    def about(self, snapshot: Snapshot) -> dict[str, bytes]:
        """Make those that tell of the dataset, if it has none yet."""
        if card.NAME in snapshot.revision.files:
            return {}
        with self._engine.connect().execution_options(reading=True) as connection:
            return self._about(connection, len(self._players(snapshot)))

    def without(self, snapshot: Snapshot, gone: Collection[str]) -> dict[str, bytes]:
        """Make the table of players without some of them, and without rows that too few share by now.

        Nobody's row appears or changes with it: that is for `daily`.

        Raises
        ------
        Unavailable, Refused
        """
        previous = self._players(snapshot)
        if not previous:
            return {}
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = [{**row, "background": None} for row in census(connection) if row["player"] not in gone]
        return self._written(players_table(rows, previous, self._settings.k), previous)

    def _about(self, connection: Connection, described: int) -> dict[str, bytes]:
        return papers(count(connection, rounds.c.shard.is_not(None), described), self._settings)

    def _players(self, snapshot: Snapshot) -> list[Row]:
        content = self._dataset.file(snapshot, PLAYERS_FILE)
        if not content:
            return []
        rows: list[Row] = pq.read_table(io.BytesIO(content), use_threads=False).to_pylist()
        return rows

    def _written(self, told: list[Row], previous: list[Row]) -> dict[str, bytes]:
        """Write the table, unless it says what it said: shuffled anew it would be another file."""
        if told == sorted(previous, key=lambda row: str(row["player"])):
            return {}
        file = io.BytesIO()
        parquet.write(parquet.table(told, parquet.schema(PLAYERS)), file, self._rng)
        return {PLAYERS_FILE: file.getvalue()}
