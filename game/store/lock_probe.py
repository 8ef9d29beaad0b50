"""Whether SQLite can keep a database in a folder: locks and shared memory, tried out between two processes.

On some network and object storage, a lock is granted to everyone. A database in such a place works for a
while and is then malformed. This file is also the other process's program, which starts quickly because it
imports nothing of ours.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

OTHER_PROCESS = (sys.executable, "-I", "-S", __file__)
SECONDS = 60.0  # for the other process, on a machine that is busy
LOCKED, NOT_LOCKED, NOT_SEEN = 0, 3, 4
_WHY = {
    NOT_LOCKED: "a lock that one process holds is also granted to another",
    NOT_SEEN: "one process does not see what another has written",
}


def why_unsafe(folder: Path, other_process: Sequence[str] = OTHER_PROCESS) -> str:
    """Explain why SQLite cannot keep a database in a folder; empty when it can.

    Parameters
    ----------
    other_process : sequence of str
        Command line of the other process; the database to try is added to it.

    Raises
    ------
    OSError, sqlite3.Error
        When the folder cannot be written.
    """
    with TemporaryDirectory(prefix=".lock-probe-", dir=folder) as name:
        file = Path(name, "probe.db")
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                return f"processes cannot share memory there (journal_mode is {mode})"
            connection.execute("CREATE TABLE written (number)")
            connection.execute("INSERT INTO written VALUES (1)")
            connection.execute("BEGIN IMMEDIATE")
            ended = subprocess.run(
                [*other_process, str(file)], capture_output=True, timeout=SECONDS, env=_environment()
            )
    if ended.returncode == LOCKED:
        return ""
    return _WHY.get(ended.returncode) or ended.stderr.decode(errors="replace").strip()[-200:]


def _environment() -> dict[str, str]:
    """Everything but the host's settings, and so without its secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("EARWITNESS_", "HF_"))}


def _try(file: str) -> int:
    """What the other process finds in a database that is locked and has one row."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        if connection.execute("SELECT number FROM written").fetchall() != [(1,)]:
            return NOT_SEEN
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                return LOCKED
            raise
    return NOT_LOCKED


if __name__ == "__main__":
    sys.exit(_try(sys.argv[1]))
