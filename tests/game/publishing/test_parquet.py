"""Guesses as Parquet: types and words from the columns, every value kept, nothing else disclosed."""

import io
import random
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.columns import COLUMNS, PLAYERS
from game.publishing import parquet

TEXTS = st.text(max_size=20)
VALUES = {
    "str": TEXTS,
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False),
    "bool": st.booleans(),
    "date": st.dates(),
    "list[str]": st.lists(TEXTS, max_size=4),
}
ROWS = st.lists(
    st.fixed_dictionaries({column.name: st.none() | VALUES[column.kind] for column in COLUMNS}), max_size=4
)


def row(number=0):
    """A row with its number in every cell."""
    made = {
        "str": f"a{number}",
        "int": number,
        "float": number + 0.5,
        "bool": bool(number % 2),
        "date": date(2027, 1, 1 + number % 28),
        "list[str]": [f"b{number}"],
    }
    return {column.name: made[column.kind] for column in COLUMNS}


def cells(rows):
    """Rows in a fixed order, distinct to the last digit and sign."""
    return sorted(repr([row[column.name] for column in COLUMNS]) for row in rows)


def written(rows, seed=1):
    file = io.BytesIO()
    parquet.write(parquet.table(rows), file, np.random.default_rng(seed))
    return file.getvalue()


def read(content):
    return pq.read_table(io.BytesIO(content))


def test_the_schema_has_the_columns_in_their_order_with_their_types():
    assert parquet.SCHEMA.names == [column.name for column in COLUMNS]
    types = {
        "guess_id": pa.string(),
        "number": pa.int64(),
        "lat": pa.float64(),
        "prior_exposure": pa.bool_(),
        "day": pa.date32(),
        "clues": pa.list_(pa.string()),
        "clues_after_reveal": pa.bool_(),
    }
    assert {name: parquet.SCHEMA.field(name).type for name in types} == types


@pytest.mark.parametrize("column", [*COLUMNS, *PLAYERS], ids=lambda column: column.name)
def test_every_column_tells_its_type_and_meaning_and_its_field_tells_them_on(column):
    assert column.kind in parquet.TYPES
    assert column.meaning.strip() == column.meaning != ""
    metadata = parquet.schema([column]).field(column.name).metadata
    words = {"unit": column.unit, "meaning": column.meaning, "blank": column.blank}
    assert metadata == {name.encode(): text.encode() for name, text in words.items()}


def test_what_a_file_tells_of_its_columns_is_read_again():
    found = read(written([row()])).schema
    assert found == parquet.SCHEMA
    assert [field.metadata for field in found] == [field.metadata for field in parquet.SCHEMA]


@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_every_value_is_read_again_as_it_was_written(rows):
    found = read(written(rows)).to_pylist()
    assert cells(found) == cells(rows)


def test_a_table_without_rows_can_be_written_and_read():
    assert read(written([])).schema.names == parquet.SCHEMA.names


def test_the_same_rows_and_generator_make_the_same_bytes_and_another_generator_others():
    rows = [row(number) for number in range(50)]
    assert written(rows) == written(rows)
    assert written(rows) != written(rows, seed=2)


def test_rows_are_shuffled_whole():
    rows = [row(number) for number in range(500)]
    found = read(written(rows)).to_pylist()
    assert sorted(found, key=lambda one: one["number"]) == rows
    order = [one["number"] for one in found]
    together = abs(np.corrcoef(order, range(500))[0, 1])
    assert together < 0.2  # seed 1


def test_a_file_tells_no_time_and_not_by_whom_it_was_written(monkeypatch):
    content = written([row(number) for number in range(50)])
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    assert set(metadata.metadata) == {b"ARROW:schema"}
    assert metadata.created_by == f"parquet-cpp-arrow version {pa.__version__}"
    year = str(datetime.now().year).encode()
    assert year not in content.replace(b"2027", b"")


def test_every_column_is_compressed():
    group = pq.ParquetFile(io.BytesIO(written([row()]))).metadata.row_group(0)
    assert {group.column(at).compression for at in range(group.num_columns)} == {"ZSTD"}


def test_a_row_without_a_column_is_refused_by_its_name():
    lacking = row()
    del lacking["geoscore"]
    with pytest.raises(KeyError, match="geoscore"):
        parquet.table([row(), lacking])


@pytest.mark.parametrize(
    ("name", "value"),
    [("lat", "north"), ("number", "1"), ("day", "2027-01-01"), ("city", 7), ("clues", 1)],
)
def test_a_value_of_another_type_is_refused(name, value):
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        parquet.table([row() | {name: value}])


def test_columns_beside_the_published_ones_are_not_written():
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    secret = f"secret-{random.Random(seed).getrandbits(64):x}"
    content = written([row() | {"touched_at": 1.8e9, "audio": secret, "player_id": secret}])
    assert read(content).schema.names == parquet.SCHEMA.names
    assert secret.encode() not in content
