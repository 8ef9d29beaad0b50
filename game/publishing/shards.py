"""Shards, the dataset's Parquet files of guesses, as bytes."""

import io
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from game.publishing import parquet


def read(content: bytes) -> pa.Table:
    """Read a shard with the present schema; columns that the shard lacks are blank."""
    table = pq.read_table(io.BytesIO(content), use_threads=False)  # the other cores belong to the game
    arrays = [
        table[field.name].cast(field.type) if field.name in table.column_names else _empty(field, len(table))
        for field in parquet.SCHEMA
    ]
    return pa.table(arrays, schema=parquet.SCHEMA)


def players(content: bytes) -> set[str]:
    """Pseudonyms of the players whose guesses are in a shard."""
    column = pq.read_table(io.BytesIO(content), columns=["player"], use_threads=False)["player"]
    return set(pc.unique(column).to_pylist())


def to_bytes(guesses: Iterable[pa.Table], rng: np.random.Generator) -> bytes:
    """Encode guesses as one shard, shuffled."""
    file = io.BytesIO()
    parquet.write(pa.concat_tables(guesses), file, rng)
    return file.getvalue()


def without(guesses: pa.Table, is_gone: Callable[[str], bool]) -> pa.Table:
    """Leave out the guesses of some players.

    Parameters
    ----------
    is_gone : callable
        Whether to leave out the player with a pseudonym.
    """
    gone = [name for name in pc.unique(guesses["player"]).to_pylist() if is_gone(name)]
    if not gone:
        return guesses
    return guesses.filter(pc.invert(pc.is_in(guesses["player"], pa.array(gone, pa.string()))))


def _empty(field: pa.Field, rows: int) -> pa.Array:
    return pa.nulls(rows, field.type)
