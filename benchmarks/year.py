"""A dataset as a year of publishing leaves it: guesses, and the sizes of its files."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.stage import Stage
from game.publishing import parquet
from game.publishing.compaction import plan
from game.publishing.published_rows import published_rows
from game.random_names import random_name
from game.store.database import reading_engine

DAYS = 365
A_DAY = 288  # commits, one every five minutes
GUESS_BYTES = 150  # in a large file
PATTERN = 20_000  # guesses that are computed; the others repeat them under new names
FIRST_DAY = np.datetime64("2027-01-01")
NAMED = ("guess_id", "round", "game", "player")


def guesses(folder: Path, count: int) -> pa.Table:
    """This many guesses, each player's in sequence, spread over the days of a year."""
    pattern = _pattern(folder)
    copies = -(-count // len(pattern))
    whole = pa.concat_tables([_renamed(pattern) for _ in range(copies)]).slice(0, count)
    days = FIRST_DAY + np.arange(count) * DAYS // count
    return whole.set_column(whole.schema.get_field_index("day"), parquet.SCHEMA.field("day"), pa.array(days))


def shards(count: int) -> list[int]:
    """Guesses per file at the year's end, before the last day's files are compacted."""
    sizes: dict[str, int] = {}
    levels: dict[str, int] = {}
    at, names = 0, (f"{n:07}" for n in range(10**7))
    for commit in range(DAYS * A_DAY):
        if commit % A_DAY == 0:
            _put_together(sizes, levels, names)
        until = (commit + 1) * count // (DAYS * A_DAY)
        if until > at:
            sizes[next(names)] = (until - at) * GUESS_BYTES
        at = until
    return [size // GUESS_BYTES for size in sizes.values()]


def _put_together(sizes: dict[str, int], levels: dict[str, int], names: Iterator[str]) -> None:
    for merge in plan(sizes, levels):
        name = next(names)
        size = sum(sizes.pop(old) for old in merge.names)
        for old in merge.names:
            levels.pop(old, None)
        sizes[name], levels[name] = size, merge.level


def _pattern(folder: Path) -> pa.Table:
    engine = reading_engine(f"sqlite:///{Stage.made(folder).filled(PATTERN) / 'earwitness.db'}")
    assert engine is not None
    with engine.connect() as connection:
        found = pa.concat_tables(parquet.table(chunk) for chunk in published_rows(connection))
    engine.dispose()
    return found.sort_by([("player", "ascending"), ("closed_before", "ascending")])


def _renamed(pattern: pa.Table) -> pa.Table:
    """The same guesses under new players, games and rounds."""
    for name in NAMED:
        old = pattern[name].combine_chunks().dictionary_encode()
        new = pa.array(_names(name, len(old.dictionary)))
        column = pc.take(new, old.indices)
        pattern = pattern.set_column(pattern.schema.get_field_index(name), parquet.SCHEMA.field(name), column)
    return pattern


def _names(column: str, count: int) -> Sequence[str]:
    if column == "player":
        return [f"ew-{secrets.token_hex(8)}" for _ in range(count)]
    return [random_name() for _ in range(count)]
