"""The dataset's files besides guesses: card, codebook, Croissant file and table of players."""

import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine

from game.columns import PLAYERS
from game.players import country_languages
from game.publishing import card, codebook, croissant, parquet
from game.publishing.anonymity import players_table
from game.publishing.counts import Counts, count
from game.publishing.dataset import Dataset
from game.publishing.player_rows import player_rows
from game.publishing.published_trials import count_trials
from game.publishing.records import TRIALS, of_shard
from game.publishing.snapshot import Snapshot
from game.settings import Settings
from game.store.tables import rounds

PLAYERS_FILE = codebook.FILES["players"]

Row = dict[str, Any]
Contents = dict[str, bytes | None]  # of files, by path; None deletes


def descriptions(counts: Counts, settings: Settings) -> dict[str, bytes]:
    """Make card, Croissant file, codebook and the languages of countries, by path.

    The same counts and settings give the same bytes.
    """
    texts = {
        card.NAME: card.card(counts, settings),
        croissant.NAME: croissant.croissant(counts, settings),
        codebook.NAME: codebook.codebook(),
        country_languages.FILE.name: country_languages.FILE.read_text(encoding="utf-8"),
    }
    return {path: text.encode() for path, text in texts.items()}


class MetadataFiles:
    """Makes these files.

    Parameters
    ----------
    engine : Engine
        The store, which holds all published rounds.
    rng : numpy.random.Generator
        Shuffles rows.
    """

    def __init__(
        self, engine: Engine, dataset: Dataset, settings: Settings, rng: np.random.Generator
    ) -> None:
        self._engine = engine
        self._dataset = dataset
        self._settings = settings
        self._rng = rng

    def daily(self, snapshot: Snapshot) -> Contents:
        """Make all files, for the daily update.

        Raises
        ------
        Unavailable, Refused
        """
        previous = self._players(snapshot)
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = players_table(player_rows(connection), previous, self._settings.k)
            files = self._descriptions(connection, len(rows))
        return files | self._players_file(rows, previous)

    def first(self, snapshot: Snapshot) -> Contents:
        """Make card, Croissant file and codebook, if the dataset has none yet that name all its tables."""
        if card.NAME in snapshot.revision.files and not self._has_first_trials(snapshot):
            return {}
        with self._engine.connect().execution_options(reading=True) as connection:
            return self._descriptions(connection, len(self._players(snapshot)))

    def _has_first_trials(self, snapshot: Snapshot) -> bool:
        """Whether trials are on their way into a dataset that has none."""
        if any(of_shard(name) is TRIALS for name in snapshot.shards):
            return False
        with self._engine.connect().execution_options(reading=True) as connection:
            return count_trials(connection, published=True) > 0

    def without(self, snapshot: Snapshot, gone: Collection[str]) -> Contents:
        """Make the table of players without some of them, and without rows that too few share then.

        No row appears or changes; that happens only in `daily`.

        Raises
        ------
        Unavailable, Refused
        """
        previous = self._players(snapshot)
        if not previous:
            return {}
        with self._engine.connect().execution_options(reading=True) as connection:
            left = [row for row in player_rows(connection) if row["player"] not in gone]
            rows = players_table([{**row, "background": None} for row in left], previous, self._settings.k)
            # A table without rows is deleted, so the card must not offer it.
            files = {} if rows else self._descriptions(connection, 0)
        return files | self._players_file(rows, previous)

    def _descriptions(self, connection: Connection, described: int) -> Contents:
        return {**descriptions(count(connection, rounds.c.shard.is_not(None), described), self._settings)}

    def _players(self, snapshot: Snapshot) -> list[Row]:
        content = self._dataset.file(snapshot, PLAYERS_FILE)
        if not content:
            return []
        rows: list[Row] = pq.read_table(io.BytesIO(content), use_threads=False).to_pylist()
        return rows

    def _players_file(self, rows: list[Row], previous: list[Row]) -> Contents:
        """Encode the table, unless it has not changed: shuffling would make it another file.

        A table without rows is deleted, since no program loads one whose columns are all empty.
        """
        if not rows:
            return {PLAYERS_FILE: None}
        if rows == sorted(previous, key=lambda row: str(row["player"])):
            return {}
        file = io.BytesIO()
        parquet.write(parquet.table(rows, parquet.schema(PLAYERS)), file, self._rng)
        return {PLAYERS_FILE: file.getvalue()}
