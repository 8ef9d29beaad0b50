"""The published tables that grow row by row as people play: guesses, and trials around the head."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from sqlalchemy import ColumnElement, Table

from game.columns import COLUMNS, Column
from game.publishing import parquet
from game.store.spatial_tables import spatial_trials
from game.store.tables import rounds
from game.trial_columns import TRIALS as TRIAL_COLUMNS


@dataclass(frozen=True)
class Records:
    """One of these tables.

    Attributes
    ----------
    name : str
        Of its configuration in the dataset, and of the folder of its shards.
    columns : sequence of Column
        Its published columns.
    table : Table
        Where its rows are in the store.
    key : str
        The column that is unique.
    needed : tuple of str
        Columns that every version of it has had.
    """

    name: str
    columns: Sequence[Column]
    table: Table
    key: str
    needed: tuple[str, ...]
    schema: pa.Schema = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", parquet.schema(self.columns))

    @property
    def agreed(self) -> ColumnElement[bool]:
        """Selects rows of players who agreed to publishing; in the words of the indexes of shards."""
        return self.table.c.consent_version.is_not(None)

    @property
    def lists(self) -> tuple[str, ...]:
        """Columns that hold lists of words."""
        return tuple(column.name for column in self.columns if column.kind == "list[str]")


GUESSES = Records(
    "guesses", COLUMNS, rounds, "round", ("guess_id", "player", "game", "round", "clip_key", "status", "day")
)
TRIALS = Records(
    "spatial", TRIAL_COLUMNS, spatial_trials, "trial", ("trial", "player", "game", "item", "status", "day")
)
ALL = (GUESSES, TRIALS)


def of_shard(name: str) -> Records:
    """Whose rows a shard has. Shards of guesses, which came first, have no folder in their names."""
    return TRIALS if name.startswith(f"{TRIALS.name}/") else GUESSES


def shard_name(records: Records, name: str) -> str:
    """The name of a shard, from the random part of it."""
    return name if records is GUESSES else f"{records.name}/{name}"
