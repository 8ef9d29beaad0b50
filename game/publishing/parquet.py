"""Guesses as Parquet: one schema, made from the columns, and files that tell nothing but their rows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from game.columns import COLUMNS, Column, Kind

COMPRESSION = "zstd"

TYPES: dict[Kind, pa.DataType] = {
    "str": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "list[str]": pa.list_(pa.string()),
}


def schema(columns: Sequence[Column]) -> pa.Schema:
    """The types of some columns; each field's metadata tells its unit, its meaning and when it is blank.

    Every field may be blank as far as Parquet is concerned: one row with a gap that should not be there must
    not keep all others from being published.
    """
    return pa.schema([pa.field(one.name, TYPES[one.kind], metadata=_told(one)) for one in columns])


def _told(column: Column) -> dict[str, str]:
    return {"unit": column.unit, "meaning": column.meaning, "blank": column.blank}


SCHEMA = schema(COLUMNS)


def table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> pa.Table:
    """Rows of Python values as a table.

    Raises
    ------
    KeyError
        When a row lacks a column.
    pyarrow.ArrowInvalid, pyarrow.ArrowTypeError
        When a value is not of its column's type.
    """
    whole = list(rows)
    columns = [pa.array([row[field.name] for row in whole], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def write(table: pa.Table, file: Path | BinaryIO, rng: np.random.Generator) -> None:
    """Write a table in an order that tells nothing; the same rows and generator make the same bytes."""
    shuffled = table.take(rng.permutation(len(table)))
    pq.write_table(shuffled, file, compression=COMPRESSION)
