"""Locks by name that PostgreSQL keeps for a connection, and frees when whoever holds them is gone."""

import hashlib
import threading
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from game.store.engines import parsed_url, postgresql_arguments

# The server notices at once when a holder was killed, and so within a minute when its machine is gone.
_KEEP_ALIVE = (
    "SELECT set_config('tcp_keepalives_idle', '30', false), "
    "set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)"
)


def lock_key(name: str) -> int:
    """The number by which PostgreSQL knows a lock; it keeps such locks for each database."""
    return int.from_bytes(hashlib.sha256(f"earwitness {name}".encode()).digest()[:8], signed=True)


class AdvisoryLocks:
    """One connection, opened when it is first needed, and the locks that it holds.

    When the server does not answer, methods raise SQLAlchemyError, and all locks are lost.

    Parameters
    ----------
    url : str
        Of a PostgreSQL database.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            parsed_url(url),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=postgresql_arguments(url),
        )
        self._connection: Connection | None = None
        self._using = threading.Lock()

    def take(self, *names: str) -> set[str]:
        """Take those locks that are free; gives which."""
        return self._try("pg_try_advisory_lock", names)

    def share(self, name: str) -> bool:
        """Hold a lock together with others who share it; whether nobody holds it alone."""
        return bool(self._try("pg_try_advisory_lock_shared", [name]))

    def wait(self, name: str) -> None:
        """Take a lock once it is free."""
        self._run("SELECT pg_advisory_lock(:n0)", [name])

    def free(self, name: str) -> None:
        """Free a lock that this connection holds alone."""
        self._run("SELECT pg_advisory_unlock(:n0)", [name])

    def is_held(self) -> bool:
        """Whether the connection is still there, and with it all locks."""
        if self._connection is None:
            return False
        with suppress(SQLAlchemyError):
            self._run("SELECT 1", ())
        return self._connection is not None

    def close(self) -> None:
        """Free all locks."""
        with self._using:
            self._close()

    def _try(self, function: str, names: Collection[str]) -> set[str]:
        calls = ", ".join(f"{function}(:n{at})" for at in range(len(names)))
        row = self._run(f"SELECT {calls}", names)
        return {name for name, is_taken in zip(names, row, strict=True) if is_taken}

    def _run(self, statement: str, names: Collection[str]) -> tuple[object, ...]:
        keys = {f"n{at}": lock_key(name) for at, name in enumerate(names)}
        with self._using:
            try:
                return tuple(self._opened().execute(text(statement), keys).one())
            except SQLAlchemyError:
                self._close()
                raise

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._connection.execute(text(_KEEP_ALIVE))
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
