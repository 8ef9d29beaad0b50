"""Copies of an SQLite database, taken while a game writes to it: whole, checked, over no other file."""

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from game.atomic_write import put_in_place
from game.store import facts
from game.store.errors import StoreError
from game.store.log_file import log_of

PAGES = 256  # between two reports of progress
SPARE_BYTES = 1 << 20

Progress = Callable[[int, int], object]


def back_up(file: Path, copy: Path, progress: Progress = lambda copied, total: None) -> dict[str, int]:
    """Copy a database as it is now, with all that was answered up to now.

    Parameters
    ----------
    copy : Path
        Where to; nothing may be there yet. Its folder is created if it is missing.
    progress : callable
        Called with the number of pages copied so far, and of all pages.

    Returns
    -------
    dict of str to int
        Number of rows in each table of the copy.

    Raises
    ------
    StoreError
        When it cannot be copied, or the copy is not sound. Then no copy is left.
    """
    if copy.exists():
        raise StoreError(f"{copy} exists already and is not replaced: choose another name")
    if not file.is_file():
        raise StoreError(f"There is no database {file} to copy")
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_space(file, copy.parent)
        with _draft(copy) as draft:
            rows = _copy(file, draft, progress)
            put_in_place(draft, copy)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{file} cannot be copied to {copy}: {error}") from error
    return rows


def _check_space(file: Path, folder: Path) -> None:
    sizes = [part.stat().st_size for part in (file, log_of(file)) if part.exists()]
    needed, free = sum(sizes) + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            f"A copy of {file} needs {needed / 1e6:,.0f} MB in {folder}, and {free / 1e6:,.0f} MB are free: "
            "make room, or copy to another disk"
        )


@contextmanager
def _draft(copy: Path) -> Iterator[Path]:
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}.part")
    draft.touch(mode=0o600)
    try:
        yield draft
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-journal")):
            left.unlink(missing_ok=True)


def _copy(file: Path, draft: Path, progress: Progress) -> dict[str, int]:
    original = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, isolation_level=None, timeout=30)
    with closing(original), closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        original.execute("BEGIN")  # a view that does not move on: or every guess would begin the copy anew
        counted = _rows(original)
        original.backup(
            copy, pages=PAGES, progress=lambda _, left, total: progress(total - left, total), sleep=0
        )
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
        if "facts" in counted:
            copy.execute("UPDATE facts SET value = '' WHERE name = ?", [facts.RUN])
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok" or _rows(copy) != counted:
            raise StoreError(f"The copy of {file} is not sound ({found}): the database itself may be damaged")
    return counted


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in tables.fetchall()
    }
