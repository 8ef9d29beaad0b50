"""Copies of an SQLite database from before upgrades of its schema: their names, and changes in them."""

import glob
import logging
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from game.store.engines import sqlite_file
from game.store.errors import kind_of

LOCK_SECONDS = 10.0
Change = Callable[[sqlite3.Connection], bool]

_VERSION = re.compile(r"\d{4}[a-z]?(-\d+)?")
log = logging.getLogger("earwitness.store")


def new_name(file: Path, version: str) -> Path:
    """A name for a copy of a database with this schema that no file has."""
    first = file.with_name(f"{file.stem}-schema-{version}{file.suffix}")
    names = [first, *(first.with_stem(f"{first.stem}-{number}") for number in range(2, 1000))]
    return next(name for name in names if not name.exists())


def change_copies(engine: Engine, change: Change) -> None:
    """Change every copy of a database, in one transaction each; what is deleted is overwritten.

    A copy that cannot be changed now is logged and stays as it is. A damaged one is deleted: nobody can go
    back to it, or tell what is in it. So is what an interrupted copying has left.

    Parameters
    ----------
    change : callable
        Called with a connection to the copy; returns whether the copy may be kept. If not, it is deleted.
    """
    file = sqlite_file(engine.url)
    for copy in _copies(file) if file else []:
        try:
            if not _is_kept(copy, change):
                _delete(copy)
        except (sqlite3.Error, SQLAlchemyError, OSError) as error:
            log.warning("%s may still hold what was deleted, and is tried again: %s", copy, error)


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a copy has this table."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name])
    return found.fetchone() is not None


def _copies(file: Path) -> list[Path]:
    stem = glob.escape(f"{file.stem}-schema-")
    for draft in file.parent.glob(f".{stem}*.part*"):
        with suppress(OSError):
            draft.unlink()
    start = len(f"{file.stem}-schema-")
    found = sorted(file.parent.glob(f"{stem}*{glob.escape(file.suffix)}"))
    return [copy for copy in found if _VERSION.fullmatch(copy.name.removesuffix(file.suffix)[start:])]


def _is_kept(copy: Path, change: Change) -> bool:
    try:
        return _change(copy, change)
    except (sqlite3.Error, SQLAlchemyError):
        if _is_sound(copy):
            raise
        return False


def _delete(copy: Path) -> None:
    for one in (*copy.parent.glob(f"{glob.escape(copy.name)}-*"), copy):
        one.unlink(missing_ok=True)
    log.warning("%s, a copy from before an upgrade, was deleted", copy)


def _change(copy: Path, change: Change) -> bool:
    with closing(_open(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        if not has_table(connection, "players"):
            return True
        connection.execute("BEGIN IMMEDIATE")
        is_kept = change(connection)
        connection.execute("COMMIT")
    return is_kept


def _is_sound(copy: Path) -> bool:
    """Whether nothing speaks against the copy itself."""
    try:
        with closing(_open(copy)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return kind_of(error) != "damaged"
    return found == "ok"


def _open(copy: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(copy))}?mode=rw"  # never creates one
    return sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS, isolation_level=None)
