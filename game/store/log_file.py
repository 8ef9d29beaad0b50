"""SQLite's write-ahead log, which keeps what was deleted from the database until it is emptied."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from game.store.engines import sqlite_file

BUSY_SECONDS = 0.05  # while it waits for readers, nobody can write
TRIES = 10
PAUSE_SECONDS = 0.05  # between two tries, for those who want to write


def log_of(file: Path) -> Path:
    """The write-ahead log of a database file."""
    return file.with_name(f"{file.name}-wal")


def empty_log(engine: Engine) -> bool:
    """Move the log's content into the database and truncate the log; return whether that was possible.

    It is not while somebody reads an earlier state of the database. Other databases than SQLite look after
    their logs on their own.
    """
    file = sqlite_file(engine.url)
    if file is None:
        return True
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_SECONDS)
            try:
                (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:  # locked, or the disk is full
                continue
            if not busy:
                return True
    return False
