"""Shards, the dataset's Parquet files of guesses or trials, as bytes."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from game.publishing import parquet
from game.publishing.records import GUESSES, Records


class Unreadable(Exception):
    """A file is no shard of this version; the message says why."""


def read(content: bytes, records: Records = GUESSES) -> pa.Table:
    """Read a shard with the present schema; columns that the shard lacks are blank.

    Raises
    ------
    Unreadable
        When it is damaged, of other columns, or written by a newer version.
    """
    with _as_unreadable():
        table = pq.read_table(io.BytesIO(content), use_threads=False)  # the other cores belong to the game
        _check(table.column_names, records)
        arrays = [
            table[field.name].cast(field.type)
            if field.name in table.column_names
            else _empty(field, len(table))
            for field in records.schema
        ]
        return pa.table(arrays, schema=records.schema)


def check(file: Path, records: Records = GUESSES) -> None:
    """See that a file is a shard, by its columns alone.

    Raises
    ------
    Unreadable
        As for `read`.
    """
    with _as_unreadable():
        _check(pq.read_schema(file).names, records)


def players(content: bytes, records: Records = GUESSES) -> set[str]:
    """Pseudonyms of the players whose rows are in a shard.

    Raises
    ------
    Unreadable
        As for `read`.
    """
    with _as_unreadable():
        file = pq.ParquetFile(io.BytesIO(content))
        _check(file.schema_arrow.names, records)
        return set(pc.unique(file.read(["player"], use_threads=False)["player"]).to_pylist())


@contextmanager
def _as_unreadable() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"it cannot be read: {str(error).splitlines()[0]}") from error


def _check(names: Sequence[str], records: Records) -> None:
    if missing := [name for name in records.needed if name not in names]:
        raise Unreadable(f"it has no column {', '.join(missing)}")
    if newer := sorted(set(names) - set(records.schema.names)):
        raise Unreadable(f"it has columns that this version does not know: {', '.join(newer)}")


def to_bytes(tables: Iterable[pa.Table], rng: np.random.Generator) -> bytes:
    """Encode rows as one shard, shuffled."""
    file = io.BytesIO()
    parquet.write(pa.concat_tables(tables), file, rng)
    return file.getvalue()


def without(rows: pa.Table, is_gone: Callable[[str], bool]) -> pa.Table:
    """Leave out the rows of some players.

    Parameters
    ----------
    is_gone : callable
        Whether to leave out the player with a pseudonym.
    """
    gone = [name for name in pc.unique(rows["player"]).to_pylist() if is_gone(name)]
    if not gone:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["player"], pa.array(gone, pa.string()))))


def _empty(field: pa.Field, rows: int) -> pa.Array:
    return pa.nulls(rows, field.type)
