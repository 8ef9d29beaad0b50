"""Shards as bytes: guesses read from a Parquet file of the dataset and written to one."""

import io
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from game.publishing import parquet


def read(content: bytes) -> pa.Table:
    """Read a shard as guesses are published today: a column that came later is empty."""
    found = pq.read_table(io.BytesIO(content), use_threads=False)  # the other cores are the game's
    arrays = [
        found[field.name].cast(field.type) if field.name in found.column_names else _empty(field, len(found))
        for field in parquet.SCHEMA
    ]
    return pa.table(arrays, schema=parquet.SCHEMA)


def players(content: bytes) -> set[str]:
    """Pseudonyms of those whose guesses are in a shard."""
    found = pq.read_table(io.BytesIO(content), columns=["player"], use_threads=False)["player"]
    return set(pc.unique(found).to_pylist())


def written(guesses: Iterable[pa.Table], rng: np.random.Generator) -> bytes:
    """Write guesses as one shard, shuffled."""
    file = io.BytesIO()
    parquet.write(pa.concat_tables(guesses), file, rng)
    return file.getvalue()


def without(guesses: pa.Table, is_gone: Callable[[str], bool]) -> pa.Table:
    """Leave out the guesses of some players.

    Parameters
    ----------
    is_gone : callable
        Whether the player with a pseudonym has withdrawn.
    """
    gone = [name for name in pc.unique(guesses["player"]).to_pylist() if is_gone(name)]
    return (
        guesses.filter(pc.invert(pc.is_in(guesses["player"], pa.array(gone, pa.string()))))
        if gone
        else guesses
    )


def _empty(field: pa.Field, rows: int) -> pa.Array:
    return pa.nulls(rows, field.type)
