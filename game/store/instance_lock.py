"""One game at a time on a database: a lock that the operating system or the server frees with its holder."""

from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from game.store.engines import sqlite_file
from game.store.errors import StoreError, StoreUnavailable

ALREADY_RUNS = (
    "Another Earwitness runs on the same database. Two would deal and score the same rounds twice: stop the "
    "other one, or give this one a folder or database of its own (EARWITNESS_STATE, EARWITNESS_DATABASE)."
)
ADVISORY_KEY = int.from_bytes(b"earwitns")  # 64 bits; PostgreSQL keeps such locks for each database


class InstanceLock(Protocol):
    """Held while a game runs."""

    def check(self) -> None:
        """Take the lock again if it was lost; StoreUnavailable when another game has it now."""

    def close(self) -> None: ...


def take(url: str) -> InstanceLock:
    """Take the lock of a database.

    Raises
    ------
    StoreError
        When another game holds it.
    """
    file = sqlite_file(url)
    if file is not None:
        return _OfFile(file)
    return _OfServer(url) if url.startswith("postgresql") else _OfNothing()


class _OfNothing:
    """For a database in memory, which no other process sees."""

    def check(self) -> None: ...
    def close(self) -> None: ...


class _OfFile:
    def __init__(self, file: Path) -> None:
        # Never a lock that is a mere file: a killed game would leave it behind.
        self._lock = FileLock(
            f"{file.resolve()}.lock", timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False
        )
        try:
            self._lock.acquire()
        except Timeout as error:
            raise StoreError(ALREADY_RUNS) from error
        except OSError as error:
            raise StoreError(f"{self._lock.lock_file} cannot be locked: {error}") from error

    def check(self) -> None: ...  # the operating system keeps it

    def close(self) -> None:
        self._lock.release()


class _OfServer:
    """An advisory lock of PostgreSQL, which lasts as long as its connection."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
        )
        self._connection: Connection | None = None
        if not self._take():
            raise StoreError(ALREADY_RUNS)

    def check(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return
        except SQLAlchemyError:
            self.close()  # the server has freed the lock with the connection
        if not self._take():
            raise StoreUnavailable(ALREADY_RUNS, "locked")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self) -> bool:
        connection = self._engine.connect()
        # So that the server soon notices when this machine is gone; it notices a killed process at once.
        connection.execute(text("SET tcp_keepalives_idle = 30"))
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}).scalar():
            self._connection = connection
            return True
        connection.close()
        return False
