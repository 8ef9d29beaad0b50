"""Files that only the user who runs the game can read."""

import os
import stat
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(file: Path) -> None:
    """Create a database's file if it is missing, and take it and the files beside it from all other users.

    SQLite gives the files that it makes beside a database the rights of the database.

    Raises
    ------
    OSError
        When the file cannot be created.
    """
    file.touch(mode=0o600)
    for one in (file, *file.parent.glob(f"{file.name}-*")):
        status = one.stat()
        if status.st_mode & OTHERS and status.st_uid == os.geteuid():
            one.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
