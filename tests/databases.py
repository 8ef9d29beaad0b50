"""Where a test's game keeps its rows: an SQLite file in its state folder, or a database of PostgreSQL's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, text

from game.store.engines import is_postgresql, parsed_url
from tests.postgresql_server import PostgresqlServer


class Databases:
    """The databases of state folders: SQLite's, or inside the block of `on`, PostgreSQL's."""

    def __init__(self) -> None:
        self._server: PostgresqlServer | None = None
        self._urls: dict[Path, str] = {}

    def url(self, state: Path) -> str:
        """The database of a state folder, the same whenever it is asked for."""
        if self._server is None:
            return f"sqlite:///{state / 'earwitness.db'}"
        folder = state.resolve()
        if folder not in self._urls:
            self._urls[folder] = self._server.game_database()
        return self._urls[folder]

    def environment(self, state: Path) -> dict[str, str]:
        """The variables by which a game finds the database; none where it finds it without them."""
        return {} if self._server is None else {"EARWITNESS_DATABASE": self.url(state)}

    @contextmanager
    def on(self, server: PostgresqlServer | None) -> Iterator[None]:
        """Let all state folders in the block have databases of a server, or of SQLite if there is none."""
        before = self._server, self._urls
        self._server, self._urls = server, {}
        try:
            yield
        finally:
            for url in self._urls.values():
                assert server is not None
                server.give_back(url)
            self._server, self._urls = before


databases = Databases()


def rows(url: str, query: str, *values: object) -> list[dict[str, Any]]:
    """What a query gives, or a statement that changes something, with `?` for each value.

    Texts stand for JSON and for dates, whatever the database.
    """
    engine = create_engine(parsed_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    numbers = count()
    named = "".join(f":v{next(numbers)}" if part == "?" else part for part in query)
    with engine.connect() as connection:
        if not is_postgresql(url):
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        result = connection.execute(text(named), {f"v{n}": value for n, value in enumerate(values)})
        found = result.mappings().all() if result.returns_rows else []
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else value
