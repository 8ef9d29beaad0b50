"""How the database is connected to.

SQLite with its log, its locks and its care for what is deleted. PostgreSQL with one write lock for all
processes: the rules then see one writer at a time there, too.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

DRIVER = "postgresql+psycopg"
OTHER_NAMES = {"postgres", "postgresql", "postgresql+psycopg2"}  # that hosts give the same database
WRITE_LOCK = int.from_bytes(b"earwrite")  # 64 bits; PostgreSQL keeps such locks for each database
CONNECT_SECONDS = 5
LEAST_LOCK_SECONDS = 10.0  # for the write lock, which many processes may wait for
CACHE_KIB = 16 * 1024  # of SQLite's pages: with 2 MiB as by default, 4,000 players read three times as often
LOG_PAGES = 4_000  # 16 MB, moved into SQLite's file at once: a page that changes often is moved less often
# After these, PostgreSQL ends a transaction whose process stands still, and frees its lock.
IDLE_SECONDS = 60


def parsed_url(url: str | URL) -> URL:
    """A database URL, with our driver for PostgreSQL whichever way the URL is written."""
    parsed = make_url(url)
    return parsed.set(drivername=DRIVER) if parsed.drivername in OTHER_NAMES else parsed


def is_postgresql(url: str | URL) -> bool:
    """Whether a database is one of PostgreSQL's."""
    return parsed_url(url).get_backend_name() == "postgresql"


def sqlite_file(url: str | URL) -> Path | None:
    """The file of an SQLite database; None for another database, or one in memory."""
    parsed = parsed_url(url)
    name = parsed.database or ""
    if parsed.get_backend_name() != "sqlite" or name in ("", ":memory:"):
        return None
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") else Path(name)


def open_engine(url: str, lock_seconds: float) -> Engine:
    """Connect to a database for reading and writing; SQLite waits up to `lock_seconds` for a lock.

    PostgreSQL waits so long, or `LEAST_LOCK_SECONDS`. A transaction that only reads says so with the option
    `reading`, and takes no lock.

    Parameters of statements are hidden from error messages: these are logged, and would identify players.
    """
    if is_postgresql(url):
        return _open_postgresql(url, max(lock_seconds, LEAST_LOCK_SECONDS))
    engine = create_engine(url, connect_args={"timeout": lock_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def open_reading_engine(url: str) -> Engine | None:
    """Connect for reading only; None while there is no SQLite file."""
    parsed = parsed_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _reading_sqlite(parsed)
    return create_engine(
        parsed,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        connect_args=postgresql_arguments(parsed),
        execution_options={"postgresql_readonly": True},
    )


def postgresql_arguments(url: str | URL) -> dict[str, int]:
    """What the driver is given so that a dead connection is noticed; what the URL sets itself is left out."""
    arguments = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,  # milliseconds
    }
    set_by_url = parsed_url(url).query
    return {name: value for name, value in arguments.items() if name not in set_by_url}


def _open_postgresql(url: str, lock_seconds: float) -> Engine:
    engine = create_engine(
        parsed_url(url),
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",  # each statement sees what was committed before the write lock came
        connect_args=postgresql_arguments(url),
    )

    from game.store.discreet_cursor import DiscreetCursor

    def configure(connection: Any, _record: object) -> None:
        connection.cursor_factory = DiscreetCursor
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), "
                "set_config('idle_in_transaction_session_timeout', %s, false)",
                [f"{lock_seconds:g}s", f"{IDLE_SECONDS}s"],
            )
        connection.commit()

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _reading_sqlite(url: URL) -> Engine | None:
    file = Path(url.database or "")
    if not file.is_file():
        return None
    read_only = url.set(database=f"file:{quote(str(file))}", query={**url.query, "mode": "ro", "uri": "true"})
    # Far longer than any lock is held: a reader waits only while the log is being emptied.
    engine = create_engine(read_only, connect_args={"timeout": 2.0}, execution_options={"reading": True})
    event.listen(engine, "connect", _disable_implicit_transactions)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _disable_implicit_transactions(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver would begin transactions when it sees fit


def _configure_sqlite(connection: Any, record: object) -> None:
    _disable_implicit_transactions(connection, record)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a withdrawal deletes is overwritten


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the beginning: taking it later can fail halfway through a transaction."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """Take the write lock at the beginning, as in SQLite: what a job reads stays true until its commit."""
    if not connection.get_execution_options().get("reading", False):
        at_once = {"yield_per": None}  # or a connection that reads in portions takes no lock
        take = "SELECT pg_advisory_xact_lock(%s)"
        connection.exec_driver_sql(take, (WRITE_LOCK,), execution_options=at_once)
