"""Guesses as Parquet: the schema, made from the columns, and files in a random order."""

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
    """Make a schema; each field's metadata holds its unit, its meaning and when it is blank.

    All fields are nullable, so that one row with an unexpected gap does not block all others.
    """
    return pa.schema([pa.field(c.name, TYPES[c.kind], metadata=_metadata(c)) for c in columns])


def _metadata(column: Column) -> dict[str, str]:
    return {"unit": column.unit, "meaning": column.meaning, "blank": column.blank}


SCHEMA = schema(COLUMNS)


def table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> pa.Table:
    """Make a table from rows of Python values.

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
    """Write a table shuffled, so that its order reveals no time; the same generator gives the same bytes."""
    shuffled = table.take(rng.permutation(len(table)))
    pq.write_table(shuffled, file, compression=COMPRESSION)
