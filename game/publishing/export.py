"""Export of the store's closed rounds and trials, with the published columns, to CSV or Parquet files."""

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
from game.players.consent_versions import mentions_background
from game.publishing import codebook, csv_rows, parquet
from game.publishing.anonymity import players_table
from game.publishing.player_rows import player_rows
from game.publishing.published_rows import count_published, count_unpublished, published_rows
from game.publishing.published_trials import count_trials, published_trials
from game.store.database import reading_engine
from game.store.schema import SCHEMA_VERSION, schema_version
from game.trial_columns import TRIALS

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
GROUP_ROWS = 20_000  # of a Parquet row group: fewer make larger files, more take more memory

Row = dict[str, Any]
Rows = Iterable[list[Row]]  # in chunks
Progress = Callable[[Rows, int], Rows]


class ExportError(Exception):
    """Nothing was exported; the message says why and what to do."""


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
    """Write guesses, players, trials and the codebook, all from one state of the database.

    The game may keep running. Files of an earlier export are replaced, all of them or none.

    Parameters
    ----------
    url : str
        Database URL.
    k : int
        How many players must share a row of the table of players.
    progress : callable, optional
        Wraps the chunks of guesses as they are written; also gets the number of guesses.

    Returns
    -------
    list of str
        A line for each file, and one about rounds that are left out.

    Raises
    ------
    ExportError
        When there is no database, it cannot be read, or a file cannot be written.
    StoreError
        When the URL is not that of a database.
    """
    with reading(url) as connection, _drafts(out) as drafts:
        count, people = count_published(connection), people_table(connection, k)
        guesses = published_rows(connection, languages=public_languages(people))
        tables = (
            _Table("guesses", COLUMNS, progress(guesses, count)),
            _Table("players", PLAYERS, [people]),
            _Table("spatial", TRIALS, published_trials(connection)),
        )
        lines = [_write(table, form, drafts, out) for table in tables]
        (drafts / codebook.NAME).write_text(codebook.codebook(), encoding="utf-8", newline="")
        lines.append(f"{out / codebook.NAME}: the meaning of every column")
        unpublished = count_unpublished(connection)
        unpublished_trials = count_trials(connection, agreed=False)
        if unpublished:
            lines.append(
                f"Left out: {unpublished:,} closed rounds of parties, or of players who did not agree to "
                "publishing"
            )
        if unpublished_trials:
            lines.append(
                f"Left out: {unpublished_trials:,} trials of players who did not agree to publishing"
            )
        return lines


def public_languages(people: Iterable[Row]) -> dict[str, list[str]]:
    """The languages of the players whose row in the published table shows them, by pseudonym."""
    return {row["player"]: row["languages"] for row in people if row["languages"]}


def people_table(connection: Connection, k: int) -> list[Row]:
    """The table of players, made from what exported guesses show of them; `k` or more share a row.

    It leaves out players whose consent text did not mention the answers about themselves.
    """
    agreed = {row["player"] for row in player_rows(connection, mentions_background)}
    rows = player_rows(connection, lambda version: version.is_not(None))
    return players_table([row for row in rows if row["player"] in agreed], (), k)


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """One state of a database; a game may be running on it.

    Raises
    ------
    ExportError
        When there is no database, or it cannot be read.
    StoreError
        When the URL is not that of a database.
    """
    engine = reading_engine(url)
    if engine is None:
        raise ExportError(
            f"There is no database {url}: start the game once, or name its state folder with "
            "EARWITNESS_STATE or its database with EARWITNESS_DATABASE."
        )
    try:
        with engine.connect() as connection:
            _check_schema(engine)
            yield connection
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error  # without the long SQL statement
        raise ExportError(f"The database {engine.url} cannot be read: {why}") from error
    finally:
        engine.dispose()


def _check_schema(engine: Engine) -> None:
    version = schema_version(engine)
    if version != SCHEMA_VERSION:
        raise ExportError(
            f"The database {engine.url} has schema {version or 'none'}, and this Earwitness reads "
            f"{SCHEMA_VERSION}: start the game once with it, which creates or upgrades the schema."
        )


@contextmanager
def _drafts(out: Path) -> Iterator[Path]:
    """A folder for files that are moved to their places together; an empty one removes what was there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=out) as folder:
            yield Path(folder)
            for draft in Path(folder).iterdir():
                if draft.stat().st_size:
                    draft.replace(out / draft.name)
                else:
                    (out / draft.name).unlink(missing_ok=True)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise ExportError(f"{out} cannot be written to: {why}.") from error


def _write(table: _Table, form: Format, drafts: Path, out: Path) -> str:
    """Write a table; as Parquet only with rows, since `datasets` cannot load a file without any."""
    file = f"{table.name}.{form}"
    chunks = _CountedChunks(table.rows)
    if form == "csv":
        with (drafts / file).open("w", encoding="utf-8", newline="") as text:
            csv_rows.write(chunks, table.columns, text)
    else:
        _write_parquet(chunks, table.columns, drafts / file)
        if not chunks.rows:
            (drafts / file).write_bytes(b"")
            return f"{out / file} is left out: it would have no rows"
    return f"{out / file}: {chunks.rows:,} rows, {len(table.columns)} columns"


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


class _CountedChunks:
    """Counts rows while they are iterated."""

    def __init__(self, chunks: Rows) -> None:
        self._chunks = chunks
        self.rows = 0

    def __iter__(self) -> Iterator[list[Row]]:
        for chunk in self._chunks:
            self.rows += len(chunk)
            yield chunk
