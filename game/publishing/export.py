"""The store's closed rounds under their published names, as files that anyone can read."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from game.columns import COLUMNS, PLAYERS, Column
from game.players.consent import VERSIONS, Version
from game.publishing import codebook, csv_rows, parquet
from game.publishing.anonymity import players_table
from game.publishing.player_rows import census
from game.publishing.published_rows import count_published, count_without_consent, published_rows
from game.store.database import SCHEMA_VERSION, reading_engine, schema_version

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
GROUP_ROWS = 20_000  # rows in a group of a Parquet file: fewer take more room, more take more memory

Row = dict[str, Any]
Rows = Iterable[list[Row]]  # in chunks
Progress = Callable[[Rows, int], Rows]


class ExportError(Exception):
    """Nothing was exported; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: Sequence[Column]
    rows: Rows


def export(
    url: str,
    form: Format,
    out: Path,
    k: int,
    progress: Progress = lambda rows, count: rows,
) -> list[str]:
    """Write guesses, players and the codebook, all of them from one state of the database or none.

    A running game goes on meanwhile. Files of an earlier export are replaced.

    Parameters
    ----------
    url : str
        Database URL.
    k : int
        How many players must tell the same for it to be in the table of players.
    progress : callable, optional
        Given chunks of guesses as they are written, and how many guesses they are, gives them on.

    Returns
    -------
    list of str
        A sentence for each file, and one on what is left out.

    Raises
    ------
    ExportError
        When there is no database, it cannot be read, or a file cannot be written.
    StoreError
        When there can be no such database.
    """
    with _reading(url) as connection, _drafts(out) as drafts:
        count = count_published(connection)
        tables = (
            _Table("guesses", COLUMNS, progress(published_rows(connection), count)),
            _Table("players", PLAYERS, [_players(connection, k)]),
        )
        told = [_write(table, form, drafts, out) for table in tables]
        (drafts / codebook.NAME).write_text(codebook.codebook(), encoding="utf-8", newline="")
        told.append(f"{out / codebook.NAME}: what every column means")
        silent = count_without_consent(connection)
        if silent:
            told.append(f"Left out: {silent:,} closed rounds, as their players did not agree to publishing")
        return told


def _players(connection: Connection, k: int) -> list[Row]:
    """The table of players, from what everyone sees of them in the guesses beside it.

    Who has only agreed to a text that does not mention what players tell of themselves is not in it.
    """
    asked = {row["player"] for row in census(connection, list(VERSIONS.values()))}
    seen = census(connection, get_args(Version))
    return players_table([row for row in seen if row["player"] in asked], (), k)


@contextmanager
def _reading(url: str) -> Iterator[Connection]:
    engine = reading_engine(url)
    if engine is None:
        raise ExportError(
            f"There is no database {url}: start the game once, or name its state folder with "
            "EARWITNESS_STATE or its database with EARWITNESS_DATABASE."
        )
    try:
        with engine.connect() as connection:
            _check(engine)
            yield connection
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error  # without the statement, which is long
        raise ExportError(f"The database {engine.url} cannot be read: {why}") from error
    finally:
        engine.dispose()


def _check(engine: Engine) -> None:
    found = schema_version(engine)
    if found != SCHEMA_VERSION:
        raise ExportError(
            f"The database {engine.url} has schema {found or 'none'}, and this Earwitness reads "
            f"{SCHEMA_VERSION}: start the game once with it, which makes the schema or brings it up to date."
        )


@contextmanager
def _drafts(out: Path) -> Iterator[Path]:
    """A folder for files that are moved to where they belong when all are written, and are gone otherwise."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=out) as folder:
            yield Path(folder)
            for draft in Path(folder).iterdir():
                draft.replace(out / draft.name)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise ExportError(f"{out} cannot be written to: {why}.") from error


def _write(table: _Table, form: Format, drafts: Path, out: Path) -> str:
    file = f"{table.name}.{form}"
    counted = _Counted(table.rows)
    if form == "csv":
        with (drafts / file).open("w", encoding="utf-8", newline="") as text:
            csv_rows.write(counted, table.columns, text)
    else:
        _write_parquet(counted, table.columns, drafts / file)
    return f"{out / file}: {counted.rows:,} rows, {len(table.columns)} columns"


def _write_parquet(rows: Rows, columns: Sequence[Column], file: Path) -> None:
    schema = parquet.schema(columns)
    with pq.ParquetWriter(file, schema, compression=parquet.COMPRESSION) as written:
        for group in _groups((parquet.table(chunk, schema) for chunk in rows), schema):
            written.write_table(group)


def _groups(tables: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    group = schema.empty_table()
    for table in tables:
        group = pa.concat_tables([group, table])
        if len(group) >= GROUP_ROWS:
            yield group
            group = schema.empty_table()
    yield group


class _Counted:
    """Chunks that are counted as they are gone through."""

    def __init__(self, chunks: Rows) -> None:
        self._chunks = chunks
        self.rows = 0

    def __iter__(self) -> Iterator[list[Row]]:
        for chunk in self._chunks:
            self.rows += len(chunk)
            yield chunk
