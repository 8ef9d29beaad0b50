"""PostgreSQL's errors without their details, which hold values of rows: errors are logged.

Imported only where PostgreSQL is used: the driver takes a while to load.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow


class DiscreetCursor(psycopg.Cursor[TupleRow]):
    """A cursor whose errors say what was wrong, and not with which values."""

    def execute(self, *given: Any, **options: Any) -> "DiscreetCursor":
        with _discreetly():
            return super().execute(*given, **options)

    def executemany(self, *given: Any, **options: Any) -> None:
        with _discreetly():
            super().executemany(*given, **options)


@contextmanager
def _discreetly() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        if error.diag.message_primary:
            error.args = (error.diag.message_primary,)
        raise
