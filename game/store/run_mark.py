"""Recognising a database file that was copied alone while a game had it open.

Such a copy lacks what its write-ahead log held: it opens without an error, as the database was some time
before. A game therefore notes the name of its run in the database and in a file beside it, and clears both
when it ends. A database that names a run, without that file and without a log, was copied.
"""

import secrets
from pathlib import Path

from sqlalchemy import Engine, inspect

from game.store import facts
from game.store.errors import StoreError
from game.store.log_file import empty_log, log_of


class RunMark:
    """The mark of this run.

    Parameters
    ----------
    engine : Engine
    file : Path
        The database.
    """

    def __init__(self, engine: Engine, file: Path) -> None:
        self._engine = engine
        self._file = file
        self._beside = file.with_name(f"{file.name}-run")

    def check(self) -> None:
        """Look for an earlier mark; call it before anything is written.

        Raises
        ------
        StoreError
            When the database was copied while another run had it open.
        """
        if not inspect(self._engine).has_table("facts"):
            return
        with self._engine.connect().execution_options(reading=True) as connection:
            earlier = facts.get(connection, facts.RUN)
        if earlier and earlier != self._name() and not _has_bytes(log_of(self._file)):
            raise StoreError(
                f"{self._file} was copied while a game was writing to it, without the file beside it whose "
                "name ends in -wal: the last guesses are missing. "
                "Copy it again with `python -m game backup`, "
                f"or with the game stopped. If this is all there is, write the word {earlier} into the file "
                f"{self._beside}, and the game plays on with what it has."
            )

    def set(self) -> None:
        """Mark the database as open, in the file itself and not only in its log."""
        run = secrets.token_hex(8)
        self._beside.touch(mode=0o600)
        self._beside.write_text(run)
        with self._engine.begin() as connection:
            facts.put(connection, facts.RUN, run)
        empty_log(self._engine)

    def clear(self) -> None:
        """Mark the database as closed."""
        with self._engine.begin() as connection:
            facts.put(connection, facts.RUN, "")
        self._beside.unlink(missing_ok=True)

    def _name(self) -> str:
        return self._beside.read_text().strip() if self._beside.exists() else ""


def _has_bytes(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0
