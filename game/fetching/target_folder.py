"""The folder that a fetch writes to: one process at a time, and enough room on its disk."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from game.atomic_write import delete_drafts
from game.fetching.errors import FetchError

LOCK = ".fetching.lock"
SPARE_BYTES = 100_000_000  # for the game's own files


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Create a folder if necessary, and keep other fetches out of it.

    Raises
    ------
    FetchError
        When another fetch is running there, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / LOCK).acquire(timeout=0)
    except Timeout as error:
        raise FetchError(
            f"Another fetch is running in {folder}: wait for it, or name another folder with --into"
        ) from error
    except OSError as error:
        raise unwritable(error, folder) from error
    with held:
        delete_drafts(folder)
        yield


def check_room(folder: Path, needed: int, instead: str) -> None:
    """Check that the disk has room.

    Parameters
    ----------
    needed : int
        Bytes.
    instead : str
        What to do otherwise, for the error message.

    Raises
    ------
    FetchError
    """
    free = shutil.disk_usage(folder).free
    if needed + SPARE_BYTES > free:
        raise FetchError(f"{folder} needs about {size(needed)}, and {size(free)} are free: {instead}")


def unwritable(error: OSError, target: Path) -> FetchError:
    """Turn an error of the file system into one that says what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FetchError(f"The disk of {target.parent} is full: make room, and run the same command again")
    return FetchError(f"{target} cannot be written: {error.strerror or error}")


def size(count: float) -> str:
    """Format bytes for people: `5.2 GB`, `340 MB`."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
