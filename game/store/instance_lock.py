"""Which games may run on a database: one on an SQLite file, many of one version on PostgreSQL.

The operating system or the server frees these locks with their holder.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from game.store.advisory_locks import AdvisoryLocks
from game.store.engines import is_postgresql, sqlite_file
from game.store.errors import StoreError, StoreUnavailable, unavailable

ALREADY_RUNS = (
    "Another Earwitness runs on the same database. Two would deal and score the same rounds twice: stop the "
    "other one, or give this one a folder or database of its own (EARWITNESS_STATE, EARWITNESS_DATABASE)."
)
OLDER_RUNS = (
    "The database must be upgraded, and a game still runs on it: stop all games on this database, and start "
    "one of the new version first."
)
IS_UPGRADED = "another version of Earwitness is upgrading the database"
RUNNING, OPENING = "running", "opening"


class InstanceLock(Protocol):
    """Held while a game runs."""

    def exclude_others(self) -> None:
        """Keep all other games away until `share`; StoreError when one runs."""

    def share(self) -> None:
        """Let other games run beside this one, where a database can be shared; StoreError when it may not."""

    def check(self) -> None:
        """Take the lock again if it was lost; StoreUnavailable when another game has it now."""

    def take_roles(self, names: Collection[str]) -> set[str]:
        """Take those roles that no other game has; gives all of them that this one has now.

        StoreUnavailable when nothing can tell.
        """

    def leave_role(self, name: str) -> None:
        """Let another game have a role."""

    def close(self) -> None: ...


def take(url: str) -> InstanceLock:
    """Take the lock of a database; only one process at a time can, until it shares it.

    Raises
    ------
    StoreError
        When another game holds it.
    """
    if is_postgresql(url):
        return _OfServer(url)
    file = sqlite_file(url)
    return _OfFile(file) if file is not None else _Alone()


class _Alone:
    """For a database in memory, which no other process sees."""

    def exclude_others(self) -> None: ...
    def share(self) -> None: ...
    def check(self) -> None: ...

    def take_roles(self, names: Collection[str]) -> set[str]:
        return set(names)

    def leave_role(self, name: str) -> None: ...
    def close(self) -> None: ...


class _OfFile(_Alone):
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

    def close(self) -> None:
        self._lock.release()


class _OfServer:
    """Locks of PostgreSQL: who opens or upgrades the database, who runs on it, and who has which role."""

    def __init__(self, url: str) -> None:
        self._locks = AdvisoryLocks(url)
        self._locks.wait(OPENING)
        self._is_alone = self._is_closed = False
        self._roles: set[str] = set()
        self._changing = threading.Lock()

    def exclude_others(self) -> None:
        if not self._locks.take(RUNNING):
            raise StoreError(OLDER_RUNS)
        self._is_alone = True

    def share(self) -> None:
        if not self._locks.share(RUNNING):
            raise StoreError(ALREADY_RUNS)
        if self._is_alone:
            self._locks.free(RUNNING)
            self._is_alone = False
        self._locks.free(OPENING)

    def check(self) -> None:
        with self._changing, _as_unavailable():
            self._check()

    def take_roles(self, names: Collection[str]) -> set[str]:
        with self._changing, _as_unavailable():
            self._check()
            if wanted := set(names) - self._roles:
                self._roles |= self._locks.take(*wanted)
            return self._roles & set(names)

    def leave_role(self, name: str) -> None:
        with self._changing, suppress(SQLAlchemyError):  # then it is freed with the connection
            if name in self._roles:
                self._roles.discard(name)
                self._locks.free(name)

    def close(self) -> None:
        with self._changing:
            self._is_closed = True
            self._roles.clear()
            self._locks.close()

    def _check(self) -> None:
        if self._is_closed:
            raise StoreUnavailable("the game has ended")
        if self._locks.is_held():
            return
        self._roles.clear()  # the server has freed all locks of the old connection
        if not self._locks.share(RUNNING):
            self._locks.close()
            raise StoreUnavailable(IS_UPGRADED, "locked")


@contextmanager
def _as_unavailable() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise unavailable(error) from error
