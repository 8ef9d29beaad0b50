"""Replacing a file whole: readers see the old content or the new, never a part of either."""

import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from game.sibling_files import beside


def write_whole(file: Path, parts: Iterable[bytes], mode: int | None = None) -> None:
    """Write a file beside its place, flush it to the disk, and move it into place.

    Threads and processes may write the same file at once; the last one wins. A process that is killed while
    it writes leaves its draft behind: see `delete_drafts`.

    Parameters
    ----------
    mode : int, optional
        Who may read and write it; by default whom the process lets.

    Raises
    ------
    OSError
        When it cannot be written. The old file stays, and no draft is left.
    """
    draft = beside(file.with_name(f".{file.name}"), f".{secrets.token_hex(4)}.part")
    try:
        with draft.open("wb") as written:
            written.writelines(parts)
        if mode is not None:
            draft.chmod(mode)
        put_in_place(draft, file)
    finally:
        with suppress(OSError):
            draft.unlink()


def write_once(file: Path, body: bytes) -> None:
    """Write a file that only its owner may read, unless it is there by now; it never replaces one.

    Of processes that write it at once, the first one wins, and all find what that one wrote.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    draft = beside(file.with_name(f".{file.name}"), f".{secrets.token_hex(4)}.part")
    draft.touch(mode=0o600)
    try:
        with draft.open("wb") as written:
            written.write(body)
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink()


def put_in_place(draft: Path, file: Path) -> None:
    """Move a finished draft to its place on the same disk, once its bytes are on that disk.

    Raises
    ------
    OSError
        When it cannot be moved; the draft stays.
    """
    with draft.open("rb") as written:
        # The kernel's own stamps are milliseconds coarse: two versions within one tick would look the same.
        now = time.time_ns()
        os.utime(written.fileno(), ns=(now, now))
        os.fsync(written.fileno())
    draft.replace(file)


def delete_drafts(folder: Path) -> None:
    """Delete what killed writers left in a folder; only safe where nobody else is writing."""
    for draft in folder.glob(".*.part"):
        draft.unlink(missing_ok=True)
