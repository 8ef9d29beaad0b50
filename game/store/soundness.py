"""Whether an SQLite database can be relied on: its folder's locks, its log, and its pages."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from game.store.errors import StoreError
from game.store.lock_probe import why_unsafe
from game.store.mounts import foreign_type

ELSEWHERE = (
    "Keep EARWITNESS_STATE on a local disk: with EARWITNESS_DATASET, each start fills it from the dataset. "
    "Or let EARWITNESS_DATABASE name a PostgreSQL database. See docs/hosting.md, Where the database can be."
)
NOT_LOCAL = (
    "the folder is on a mount of type {}, such as a network drive or a storage bucket, where locks and "
    "shared memory may do nothing"
)
WHAT_TO_DO = (
    "Move it away, with the files beside it whose names end in -wal and -shm; then put a backup in its "
    "place, or start without one: with EARWITNESS_DATASET, what was published is restored. "
    "See docs/running.md, Backups."
)

_safe: set[int] = set()  # file systems whose locks have been tried out


def check_folder(file: Path) -> None:
    """Refuse file systems of other machines, and try out locks and shared memory once on each other one.

    Raises
    ------
    StoreError
        When they do nothing there, or cannot be relied on.
    """
    folder = file.resolve().parent
    if kind := foreign_type(folder):
        raise _unsafe(folder, NOT_LOCAL.format(kind))
    try:
        device = folder.stat().st_dev
        why = "" if device in _safe else why_unsafe(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The database of EARWITNESS_DATABASE cannot be opened: {folder} cannot be written ({error})"
        ) from error
    if why:
        raise _unsafe(folder, why)
    _safe.add(device)


def _unsafe(folder: Path, why: str) -> StoreError:
    return StoreError(f"A database in {folder} would soon be damaged: {why}. {ELSEWHERE}")


def check_file(engine: Engine, file: Path) -> None:
    """Check that the database keeps a write-ahead log, and that its pages fit together.

    Raises
    ------
    StoreError
        When it does not, or they do not.
    """
    with engine.connect().execution_options(reading=True) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "wal":
            raise StoreError(
                f"The database {file} cannot keep a write-ahead log (journal_mode is {mode}). {ELSEWHERE}"
            )
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StoreError(f"The database {file} is damaged ({found}). {WHAT_TO_DO}")
