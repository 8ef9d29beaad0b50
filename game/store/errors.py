"""What goes wrong with a database while the game runs: the driver's errors, sorted by what a host can do."""

from typing import Any, Literal, get_args

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

Kind = Literal["full", "disk", "locked", "read_only", "damaged", "gone", "unreachable", "refused"]

WHY: dict[Kind, str] = {
    "full": "the disk is full",
    "disk": "the disk reports an error, or a file may not grow",
    "locked": "another process holds the database's lock",
    "read_only": "the database cannot be written, only read",
    "damaged": "the database is damaged: stop the game and restore a backup",
    "gone": "the database's files were deleted or replaced while the game runs: put them back and restart it",
    "unreachable": "the database does not answer",
    "refused": "the database refuses a statement",
}

# By the beginning of SQLite's name of the error; the first that fits counts.
_SQLITE: tuple[tuple[str, Kind], ...] = (
    ("SQLITE_FULL", "full"),
    ("SQLITE_READONLY_DBMOVED", "gone"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_PERM", "read_only"),
    ("SQLITE_BUSY", "locked"),
    ("SQLITE_LOCKED", "locked"),
    ("SQLITE_PROTOCOL", "locked"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_NOTADB", "damaged"),
    ("SQLITE_CANTOPEN", "gone"),
    ("SQLITE_IOERR", "disk"),
)
# By the beginning of SQLSTATE, as PostgreSQL's appendix A lists them.
_SQLSTATE: tuple[tuple[str, Kind], ...] = (
    ("53100", "full"),
    ("25006", "read_only"),
    ("55P03", "locked"),
    ("40", "locked"),
    ("XX", "damaged"),
    ("58", "disk"),
    ("08", "unreachable"),
    ("53", "unreachable"),
    ("57", "unreachable"),
)
_LOST = ("40001", "40P01")  # serialization_failure, deadlock_detected
# Classes of PEP 249 that blame the database rather than the statement.
_BLAME_DATABASE = {"OperationalError", "InterfaceError", "InternalError"}


class StoreError(Exception):
    """The database cannot be opened; the message says what to fix."""


class StoreUnavailable(Exception):
    """The database cannot be used at the moment.

    Parameters
    ----------
    detail : str
        What the driver said, for the log.
    kind : str
        What is wrong, a key of `WHY`.
    """

    def __init__(self, detail: str, kind: Kind = "unreachable") -> None:
        super().__init__(detail)
        self.kind = kind

    @property
    def why(self) -> str:
        """What is wrong, in a sentence for the host."""
        return WHY[self.kind]


def driver_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """The errors that a statement or a commit can raise, whether SQLAlchemy wraps them or not."""
    driver: Any = engine.dialect.loaded_dbapi
    return (SQLAlchemyError, driver.Error, OSError)


def unavailable(error: Exception) -> StoreUnavailable:
    """The driver's error as one of ours."""
    if isinstance(error, StoreUnavailable):
        return error
    return StoreUnavailable(f"{type(error).__name__}: {error}", kind_of(error))


def kind_of(error: Exception) -> Kind:
    """What is wrong with the database, by the code that the driver gives."""
    driver = _driver(error)
    sqlite_name = getattr(driver, "sqlite_errorname", None)
    if sqlite_name is not None:
        return _first(_SQLITE, sqlite_name)
    if isinstance(driver, OSError):
        return "disk"
    return _first(_SQLSTATE, getattr(driver, "sqlstate", None) or "08")


def may_succeed_again(error: Exception) -> bool:
    """Whether the transaction lost against another one, and would succeed if it were run again."""
    return getattr(_driver(error), "sqlstate", None) in _LOST


def blames_database(error: Exception) -> bool:
    """Whether the state of the database is to blame, rather than the statement: any other would fail too."""
    driver = _driver(error)
    if isinstance(driver, StoreUnavailable | OSError):
        return True
    names = [kind.__name__ for kind in type(driver).__mro__]
    return names[0] == "DatabaseError" or not _BLAME_DATABASE.isdisjoint(names)


def _driver(error: Exception) -> BaseException:
    return getattr(error, "orig", None) or error


def _first(kinds: tuple[tuple[str, Kind], ...], code: str) -> Kind:
    return next((kind for start, kind in kinds if code.startswith(start)), "refused")


assert set(WHY) == set(get_args(Kind))
