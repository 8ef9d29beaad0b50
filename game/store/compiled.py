"""SQL statements compiled once and run on the driver's cursor: fast enough for every guess."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine.interfaces import DBAPICursor

Row = dict[str, Any]
Statement = Insert | Update | Delete | Select[Any]
_AS_THEY_ARE = frozenset((str, float, int, bool, bytes, type(None)))  # stored by the driver itself


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    constants: Row
    order: list[str] | None  # of the parameters, where the driver takes them by position
    names: list[str] = field(default_factory=list)  # of a row's columns, once there was one


class CompiledStatement:
    """A statement that bypasses SQLAlchemy's execution and types, which takes a third of the time.

    Rows come as the driver returns them: a date as it is stored, and a boolean perhaps as 0 or 1.

    Parameters
    ----------
    statement : Insert, Update, Delete or Select
        An INSERT or UPDATE sets those columns for which values are passed.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    def run(self, connection: Connection, values: Row) -> int:
        """Execute an INSERT, UPDATE or DELETE, with values by name; how many rows it changed."""
        compiled = self._compiled(connection, values)
        cursor = _execute(compiled, connection, values)
        try:
            return cursor.rowcount
        finally:
            cursor.close()

    def rows(self, connection: Connection, values: Row) -> list[Row]:
        """Execute a SELECT; each row by column name."""
        compiled = self._compiled(connection, values)
        cursor = _execute(compiled, connection, values)
        try:
            rows = cursor.fetchall()
            names = compiled.names
            if rows and not names:
                names.extend(column[0] for column in cursor.description)
            return [dict(zip(names, row, strict=False)) for row in rows]
        finally:
            cursor.close()

    def tuples(self, connection: Connection, values: Row) -> Sequence[tuple[Any, ...]]:
        """Execute a SELECT; each row in the order of its columns."""
        cursor = _execute(self._compiled(connection, values), connection, values)
        try:
            return cursor.fetchall()
        finally:
            cursor.close()

    def _compiled(self, connection: Connection, values: Row) -> _Compiled:
        return _compile(self._statement, connection.dialect, tuple(values))


def _execute(compiled: _Compiled, connection: Connection, values: Row) -> DBAPICursor:
    if compiled.constants:
        values = compiled.constants | values
    cursor = connection.connection.cursor()
    if compiled.order is None:
        cursor.execute(compiled.sql, {name: _stored(value) for name, value in values.items()})
    else:
        in_order = map(values.__getitem__, compiled.order)
        cursor.execute(compiled.sql, [v if type(v) in _AS_THEY_ARE else _stored(v) for v in in_order])
    return cursor


@lru_cache(maxsize=64)
def _compile(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> _Compiled:
    columns = () if isinstance(statement, Select) else statement.table.columns
    compiled = statement.compile(dialect=dialect, column_keys=[name for name in names if name in columns])
    constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return _Compiled(str(compiled), constants, getattr(compiled, "positiontup", None))


def from_json(value: Any) -> Any:
    """The value of a JSON column of a row: one driver decodes it, another gives its text."""
    return json.loads(value) if isinstance(value, str) else value


def _stored(value: object) -> object:
    """The value as SQLAlchemy's types store it."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, list | dict) else value
