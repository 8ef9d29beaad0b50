"""Tables for the host alone, with what no dataset may hold."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from game.csv_cells import SafeCsvWriter


class PrivateTableError(Exception):
    """The table was not written; the message says why and what to do."""


def write_private(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], state: Path) -> None:
    """Write a CSV file that only the user who runs the command can read. No file is replaced.

    Parameters
    ----------
    state : Path
        The game's state folder: from there files are served and published, so the table may not lie in it.

    Raises
    ------
    PrivateTableError
    """
    if file.resolve().is_relative_to(state.resolve()):
        raise PrivateTableError(f"{file} is in the game's state folder; name a file elsewhere")
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise PrivateTableError(f"{file} is there already; name another file, or delete it") from error
    except OSError as error:
        raise PrivateTableError(f"{file} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as written:
            SafeCsvWriter(written).write_named(columns, rows)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise PrivateTableError(f"{file} cannot be written: {error.strerror}") from error
