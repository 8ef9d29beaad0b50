"""Shards, the dataset's Parquet files of guesses, as bytes."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from game.publishing import parquet

NEEDED = ("guess_id", "player", "game", "round", "clip_key", "status", "day")  # in every version so far


class Unreadable(Exception):
    """A file is no shard of this version; the message says why."""


def read(content: bytes) -> pa.Table:
    """Read a shard with the present schema; columns that the shard lacks are blank.

    Raises
    ------
    Unreadable
        When it is damaged, of other columns, or written by a newer version.
    """
    with _as_unreadable():
        table = pq.read_table(io.BytesIO(content), use_threads=False)  # the other cores belong to the game
        _check(table.column_names)
        arrays = [
            table[field.name].cast(field.type)
            if field.name in table.column_names
            else _empty(field, len(table))
            for field in parquet.SCHEMA
        ]
        return pa.table(arrays, schema=parquet.SCHEMA)


def players(content: bytes) -> set[str]:
    """Pseudonyms of the players whose guesses are in a shard.

    Raises
    ------
    Unreadable
        As for `read`.
    """
    with _as_unreadable():
        file = pq.ParquetFile(io.BytesIO(content))
        _check(file.schema_arrow.names)
        return set(pc.unique(file.read(["player"], use_threads=False)["player"]).to_pylist())


@contextmanager
def _as_unreadable() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"it cannot be read: {str(error).splitlines()[0]}") from error


def _check(names: Sequence[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise Unreadable(f"it has no column {', '.join(missing)}")
    if newer := sorted(set(names) - set(parquet.SCHEMA.names)):
        raise Unreadable(f"it has columns that this version does not know: {', '.join(newer)}")


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
