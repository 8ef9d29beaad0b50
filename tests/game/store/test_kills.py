"""Games on one database behind a balancer, killed and restarted while people play.

`EARWITNESS_KILLS_SEED=7` plays the same points again.
"""

import math
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from benchmarks.persistent_players import Answer, Notes, playing, stored_answers
from game.processes.state_folder import folder_name
from game.store.advisory_locks import lock_key
from tests.builders.published_world import published
from tests.builders.running_game import Player
from tests.databases import rows
from tests.game.party.guests import Guest, until
from tests.nginx import balancer
from tests.postgresql_server import PostgresqlServer
from tests.processes import wait_for
from tests.replicas import games_on
from tests.servers import QUICK_CLIENT, Server
from tests.stand_ins.archive.fixture import Archive
from tests.stand_ins.hub.fixture import Hub

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("EARWITNESS_KILLS_SEED") or np.random.default_rng().integers(2**31))
PLAYERS, THINK = 30, 2.5  # seconds
ROLES = ("publishing", "sweeping", "sweeping trials", "expiring")


@dataclass
class Stage:
    """Three games that share a state folder, publish, and fetch a pack; and nginx before them."""

    url: str
    games: Sequence[Server]
    address: str
    repo: str
    told: dict[str, Answer] = field(default_factory=dict)  # by all tests so far

    @contextmanager
    def crowd(self) -> Iterator[Notes]:
        """People play while the block runs; after it, what they were told must be there, and no more."""
        print(f"seed {SEED}")
        with playing(urlsplit(self.address).port or 0, PLAYERS, THINK, SEED + len(self.told)) as notes:
            wait_for(lambda: len(notes.told) > PLAYERS or notes.lost)
            yield notes
            played = len(notes.told)
            wait_for(lambda: len(notes.told) > played + PLAYERS)
        assert notes.lost == []
        self.told |= notes.told
        assert stored_answers(self.url) == self.told

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"{self.address}/", timeout=60.0, **QUICK_CLIENT)

    def keepers(self) -> dict[str, object]:
        """The database session that has each role."""
        folder = folder_name(self.games[0].state)
        names = {lock_key(name): name for name in (*ROLES, f"fetching in {folder}")}
        held = rows(
            self.url,
            "SELECT (classid::bigint << 32) | objid::bigint AS key, pid FROM pg_locks"
            " WHERE locktype = 'advisory' AND granted AND objsubid = 1",
        )
        return {names[row["key"]]: row["pid"] for row in held if row["key"] in names}

    def publisher(self) -> Server:
        """The game that publishes."""
        [publisher] = wait_for(lambda: [game for game in self.games if _publishes(game)])
        return publisher

    def in_turn(self) -> list[Server]:
        """All games, the one that publishes last: each change of it starts processes."""
        publisher = self.publisher()
        return [*(game for game in self.games if game is not publisher), publisher]


@pytest.fixture(scope="module")
def stage(
    postgresql: PostgresqlServer,
    running_hub: Hub,
    running_archive: Archive,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    folder, url, repo = tmp_path_factory.mktemp("kills"), postgresql.game_database(), running_hub.new_repo()
    running_archive.reset()
    running_archive.fail("/items/", drip=2.0, times=None)  # until the games are restarted
    settings = running_hub.environment(folder / "hub") | running_archive.environment
    settings |= {"EARWITNESS_DATASET": repo, "EARWITNESS_FETCH": "agl1k", "EARWITNESS_FETCH_CLIPS": "2"}
    with (
        games_on(url, [folder / "state"] * 3, **settings) as games,
        balancer(folder / "nginx", [game.port for game in games]) as address,
    ):
        yield Stage(url, games, address, repo)


def _publishes(game: Server) -> bool:
    try:
        ready = httpx.get(f"{game.address}/readyz", timeout=60.0, **QUICK_CLIENT).json()
    except httpx.TransportError:
        return False
    return bool(ready["publishing"]["here"])


def test_a_kill_loses_no_answered_guess_and_costs_no_player_more_than_one_repeated_call(stage):
    with stage.crowd() as notes:
        killed, before = stage.publisher(), stage.keepers()
        assert len(before) == len(ROLES) + 1
        os.kill(killed.pid, signal.SIGSTOP)
        wait_for(lambda: notes.stuck(1.0) >= 2)  # nobody else takes so long
        began = time.perf_counter()
        killed.stop(signal.SIGKILL)
        wait_for(lambda: _is_succeeded(before, stage.keepers()), 20)
        assert stage.publisher() is not killed
        killed.start()
    assert notes.most_repeated(began, math.inf) == 1


def _is_succeeded(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Whether each role has a keeper again, and none is the session of who published before."""
    return now.keys() == before.keys() and before["publishing"] not in now.values()


def test_a_restart_of_each_in_turn_throws_nobody_out(stage, running_archive):
    running_archive.heal()
    with stage.client() as client:
        members = [Guest(client, countdown_seconds=0)]
        members.append(Guest(client, members[0].party, "Guest"))
        lines = [member.connect() for member in members]
        until(lines[1], "state")
        lines[0].send('{"type": "start"}')
        until(lines[1], "round")
        members[0].player.guess(members[0].deal()["round"], 10.0, 20.0)
        dealt = members[1].deal()
        with stage.crowd():
            for game in stage.in_turn():
                game.stop()
                game.start()
                lines = [_again(*one) for one in zip(members, lines, strict=True)]
        lines = [_again(*one) for one in zip(members, lines, strict=True)]
        members[1].player.guess(dealt["round"], 1.0, 1.0)
        for line in lines:
            assert [pin["lat"] for pin in until(line, "reveal")["reveal"]["pins"]] == [10.0, 1.0]
            line.close()


def _again(member: Guest, line: ClientConnection) -> ClientConnection:
    """A member's connection; another one if it was closed, as the page makes it."""
    try:
        while True:
            line.recv(timeout=1.5)  # a room is found to be free within a second
    except TimeoutError:
        return line
    except ConnectionClosed:
        [made] = wait_for(lambda: _connected(member))
        return made


def _connected(member: Guest) -> list[ClientConnection]:
    with suppress(InvalidStatus):  # nginx finds nobody yet
        return [member.connect()]
    return []


def test_a_fetch_whose_games_were_stopped_goes_on_at_the_byte(stage, running_archive):
    with stage.client() as client:
        wait_for(lambda: client.get("/readyz").json()["fetching"]["state"] == "complete")
    recordings = running_archive.requests("/items/")
    assert any(not call.headers.get("range", "bytes=0-").startswith("bytes=0-") for call in recordings)
    assert len(list((stage.games[0].state / "packs" / "agl1k" / "audios").glob("*.mp3"))) == 2


def test_all_is_published_once_though_a_game_was_killed_before_it_heard_of_its_commit(stage, running_hub):
    with stage.client() as client:
        Player(client).play()
    first, second, publisher = stage.in_turn()
    for game in (first, second):
        game.stop()
    before = running_hub.revisions(stage.repo)
    running_hub.fail("commit", "after", "slow", seconds=20.0)
    os.kill(publisher.pid, signal.SIGTERM)  # it publishes before it ends
    wait_for(lambda: running_hub.revisions(stage.repo) != before)
    publisher.stop(signal.SIGKILL)
    running_hub.heal()
    first.start()
    assert stage.publisher() is first
    first.stop()
    query = "SELECT round FROM rounds WHERE status <> 'open' AND consent_version IS NOT NULL"
    stored = Counter(row["round"] for row in rows(stage.url, query))
    assert stored.keys() > stage.told.keys()
    assert Counter(published(running_hub, stage.repo)["round"].to_pylist()) == stored
