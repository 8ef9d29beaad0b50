"""Exporting guesses: cost, and bytes per guess."""

import io
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure, Target
from benchmarks.spending import spend
from benchmarks.stage import Stage
from game.publishing import parquet
from game.publishing.export import FORMATS
from game.publishing.published_rows import published_rows
from game.store.database import reading_engine

GUESSES = 100_000
A_FILE = (100, 10_000)  # guesses in a shard: of five minutes, of a compacted day
MEMORY = Target(300.0)  # MB for a million guesses


def measure(quick: bool) -> list[Figure]:
    """Measure with 50 guesses a player; a tenth if quick."""
    guesses = GUESSES // 10 if quick else GUESSES
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        state = Stage.made(Path(folder)).filled(guesses)
        return [*_exported(state, guesses), *_written(state)]


def _exported(state: Path, guesses: int) -> list[Figure]:
    figures = []
    for form in FORMATS:
        out = state / form
        spent = spend(
            ("-m", "game", "export", "--format", form, "--out", str(out)), EARWITNESS_STATE=str(state)
        )
        size = (out / f"guesses.{form}").stat().st_size
        named = f"export as {form}, {guesses:,} guesses"
        figures += [
            Figure(named, "s", spent.seconds),
            Figure(f"{named}, CPU", "s", spent.cpu),
            Figure(f"{named}, memory at its peak", "MB", spent.peak_bytes / 1e6, target=MEMORY),
            Figure(f"{named}, a guess", "bytes", size / guesses),
        ]
    return figures


def _written(state: Path) -> list[Figure]:
    """Size of a dataset file; the fewer guesses, the fewer share its header."""
    engine = reading_engine(f"sqlite:///{state / 'earwitness.db'}")
    assert engine is not None
    with engine.connect() as connection:
        (rows, *_) = published_rows(connection, chunk=max(A_FILE))
    engine.dispose()
    return [
        Figure(f"file of {count:,} guesses, a guess", "bytes", _size(rows[:count]) / count)
        for count in A_FILE
    ]


def _size(rows: list[dict[str, object]]) -> int:
    file = io.BytesIO()
    parquet.write(parquet.table(rows), file, np.random.default_rng(1))
    return len(file.getvalue())
