"""Noticing that an SQLite database's files were deleted or replaced while they are open.

SQLite goes on in a deleted file as if nothing had happened, and all of it is lost when the process ends.
"""

from pathlib import Path

from game.store.errors import StoreUnavailable


class FileWatch:
    """Compares the files that are open with those that have their names now.

    Parameters
    ----------
    file : Path
        The database, which exists.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._identity = _identity(self._file)
        self._names = [file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm")]
        self._beside: dict[Path, tuple[int, int] | None] = {}

    def expect_new_files(self) -> None:
        """Call it when a connection was opened: SQLite may have made the files beside the database anew."""
        self._beside.clear()

    def check(self) -> None:
        """Compare the files; call it inside a transaction or right after one.

        Raises
        ------
        StoreUnavailable
            When the database, its log or its shared memory is no longer the file that is open.
        """
        same = self._identity is not None and _identity(self._file) == self._identity
        for name in self._names:
            now = _identity(name)
            same = same and now is not None and self._beside.setdefault(name, now) == now
        if not same:
            raise StoreUnavailable(f"{self._file} or a file beside it is another file now", "gone")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
