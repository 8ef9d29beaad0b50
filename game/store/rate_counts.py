"""Counts of the rate limits in PostgreSQL, as a storage of the package `limits`."""

import time
from typing import Any

from limits.storage import Storage
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from game.store.engines import parsed_url, postgresql_arguments

# Without a log, and so gone after a crash of the server: counts are only of use for a day at most.
_CREATE = (
    "SELECT pg_advisory_xact_lock(hashtext('earwitness rate_counts'));"
    " CREATE UNLOGGED TABLE IF NOT EXISTS rate_counts"
    " (key text PRIMARY KEY, count bigint NOT NULL, expires_at double precision NOT NULL)"
)
_NOW = "extract(epoch FROM clock_timestamp())"
_ADD = text(
    f"INSERT INTO rate_counts VALUES (:key, :amount, {_NOW} + :expiry)"
    " ON CONFLICT (key) DO UPDATE SET"
    f" count = excluded.count + CASE WHEN rate_counts.expires_at > {_NOW} THEN rate_counts.count ELSE 0 END,"
    f" expires_at = CASE WHEN rate_counts.expires_at > {_NOW} THEN rate_counts.expires_at"
    " ELSE excluded.expires_at END"
    " RETURNING count"
)
_READ = text(f"SELECT count, expires_at FROM rate_counts WHERE key = :key AND expires_at > {_NOW}")
_FORGET = text(f"DELETE FROM rate_counts WHERE expires_at <= {_NOW}")
FORGET_SECONDS = 60.0


class PostgresqlCounts(Storage):
    """Counts in a table of the game's database, which all its processes see.

    Parameters
    ----------
    uri : str
        As for `Store`.
    """

    STORAGE_SCHEME = None  # what is to be opened by its URL

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._engine = create_engine(
            parsed_url(uri),
            isolation_level="AUTOCOMMIT",
            pool_size=1,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=postgresql_arguments(uri),
        )
        self._is_there = False
        self._forgot_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What the methods raise when the database does not answer."""
        return (SQLAlchemyError, OSError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to the count of a key; one that is new, or has expired, expires after so many seconds."""
        [(count,)] = self._ask(_ADD, key=key, amount=amount, expiry=expiry)
        if time.monotonic() - self._forgot_at > FORGET_SECONDS:
            self._forgot_at = time.monotonic()
            self._ask(_FORGET)
        return int(count)

    def get(self, key: str) -> int:
        """The count of a key."""
        return int(next(iter(self._ask(_READ, key=key)), (0, 0))[0])

    def get_expiry(self, key: str) -> float:
        """When the count of a key expires, seconds since 1970."""
        return float(next(iter(self._ask(_READ, key=key)), (0, time.time()))[1])

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            self._ask(text("SELECT 1"))
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int | None:
        """Forget all counts."""
        return len(self._ask(text("DELETE FROM rate_counts RETURNING key")))

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        self._ask(text("DELETE FROM rate_counts WHERE key = :key"), key=key)

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def _ask(self, statement: Any, **values: object) -> list[Any]:
        if not self._is_there:
            with self._engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
                for part in _CREATE.split(";"):
                    connection.execute(text(part))
                connection.commit()
            self._is_there = True
        with self._engine.connect() as connection:
            result = connection.execute(statement, values)
            return list(result) if result.returns_rows else []
