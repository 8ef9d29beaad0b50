"""The drill of docs/running.md: a copy is made while people play, all else is lost, and the game is back."""

import shutil
import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from game.store.engines import parsed_url
from tests.builders.running_game import TOWNS, Player, write_pack
from tests.databases import rows
from tests.game_commands import run_game
from tests.postgresql_server import EITHER, PostgresqlServer
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, Server, without_ours
from tests.stand_ins.hub.fixture import Hub

pytestmark = pytest.mark.slow

KEY = "a key that is kept somewhere else"
PEOPLE, ENOUGH = 4, 12  # the latter: guesses
THINK = 0.1  # seconds, or they would soon have heard all clips
STORED = "SELECT round, lat FROM rounds WHERE status = 'guessed'"


class Drill:
    """A game on either kind of database, and what brings it back elsewhere."""

    def __init__(self, folder: Path, hub: Hub, postgresql: PostgresqlServer | None) -> None:
        self.copy = folder / "monday.copy"
        self._folder = folder
        self._postgresql = postgresql
        pack = write_pack(folder / "pack", TOWNS * 8)
        self._env = hub.environment(folder) | {"EARWITNESS_DATASET": f"{hub.user}/{folder.name}"}
        self._env |= {"EARWITNESS_PACK": str(pack), "EARWITNESS_SECRET": KEY}
        self.server = self._begin("before", postgresql.game_database() if postgresql else "")

    def copied(self) -> None:
        """Make the copy, beside the game."""
        if self._postgresql:
            self._postgresql.tool("pg_dump", "--format=custom", f"--file={self.copy}", self._plain)
        else:
            self.command("backup", str(self.copy))

    def back(self) -> None:
        """Lose the game with all that it stored, and begin anew from the copy."""
        self.server.stop(signal.SIGKILL)
        wait_for(lambda: _is_removed(self.server.state))  # its counting process ends a moment later
        there = self._postgresql.empty_database() if self._postgresql else ""
        self.server = self._begin("after", there)
        if self._postgresql:
            self._postgresql.tool("pg_restore", "--no-owner", f"--dbname={self._plain}", str(self.copy))
        else:
            self.server.state.mkdir()
            shutil.copy(self.copy, self.server.state / "earwitness.db")
        self.server.start()

    def command(self, *words: str) -> str:
        """Run one of the game's commands, with its settings."""
        own = {"EARWITNESS_STATE": str(self.server.state), "EARWITNESS_DATABASE": self._database}
        ran = run_game(words, without_ours() | self._env | own)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def stored(self) -> Mapping[str, float]:
        """The latitudes that were guessed, by round."""
        found: Any = rows(self._database, STORED) if self._database else self.server.rows(STORED)
        return {row["round"]: row["lat"] for row in found}

    @property
    def _plain(self) -> str:
        """The database's URL as PostgreSQL's own tools take it."""
        return parsed_url(self._database).set(drivername="postgresql").render_as_string(hide_password=False)

    def _begin(self, state: str, database: str) -> Server:
        self._database = database
        return Server(self._folder / state, **self._env | {"EARWITNESS_DATABASE": database})


class People:
    """Who plays on and on; what the game has answered each guess with is noted."""

    def __init__(self, client: httpx.Client) -> None:
        self.all = [Player(client) for _ in range(PEOPLE)]
        self.told: dict[str, float] = {}

    @contextmanager
    def playing(self) -> Iterator[None]:
        """Play until the block is left."""
        over = threading.Event()
        with ThreadPoolExecutor(PEOPLE) as threads:
            games = [threads.submit(self._play, who, lat, over) for lat, who in enumerate(self.all)]
            try:
                yield
            finally:
                over.set()
            for game in games:
                game.result()

    def _play(self, who: Player, lat: float, over: threading.Event) -> None:
        while not over.is_set():
            game = who.start()
            for _ in range(game["rounds"]):
                round_ = who.deal(game["game"])["round"]
                who.guess(round_, lat)
                self.told[round_] = lat
                over.wait(THINK)


@pytest.fixture(params=EITHER)
def drill(request: pytest.FixtureRequest, tmp_path: Path, hub: Hub) -> Iterator[Drill]:
    is_shared = request.param == "postgresql"
    made = Drill(tmp_path, hub, request.getfixturevalue("postgresql") if is_shared else None)
    made.server.start()
    yield made
    made.server.stop()


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


@contextmanager
def client_of(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=60.0, **QUICK_CLIENT) as client:
        yield client


def test_a_copy_made_while_people_play_brings_everything_back_but_those_who_have_withdrawn(
    drill: Drill,
) -> None:
    with client_of(drill.server) as client:
        people = People(client)
        with people.playing():
            wait_for(lambda: len(people.told) >= ENOUGH)
            before = dict(people.told)
            drill.copied()
            copied = len(people.told)
            wait_for(lambda: len(people.told) >= copied + ENOUGH)
        assert drill.stored() == people.told
    drill.command("publish")
    leaver, *others = people.all
    drill.command("withdraw", leaver.joined["withdrawal_code"])
    drill.back()
    found = drill.stored()
    assert before.items() <= found.items() <= people.told.items()
    assert len(found) < len(people.told)
    drill.command("restore")
    assert drill.stored() == {round_: lat for round_, lat in people.told.items() if lat != 0}
    with client_of(drill.server) as client:
        for who in others:
            assert len(Player.known(client, who.joined["player"]).play("practice")) == 5
