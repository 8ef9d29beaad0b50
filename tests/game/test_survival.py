"""Nothing that was answered is lost: the real server under load, killed in the middle."""

import asyncio
import random
import resource
import signal
import sqlite3
import stat
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.builders.running_game import Player
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, serving

pytestmark = pytest.mark.slow

PLAYERS = 50
TRIALS = 2  # after each game, around the head
GUESSES = 500  # answered before the kill, trials among them


async def join(client):
    reply = await client.post("/api/players", json={"consent": True, "client": "api"})
    return {"X-Earwitness-Player": reply.json()["player"]}


async def play(client, rng, answered, brought_by):
    """Play game after game until the server is gone; note what it answered."""
    while True:
        headers = await join(client)
        game = await client.post("/api/games", json={"mode": "random"}, headers=headers)
        brought = None
        for _ in range(game.json()["rounds"]):
            if brought is None:
                dealt = await client.post(f"/api/games/{game.json()['game']}/rounds", headers=headers)
                brought = dealt.json()
            point = {"lat": rng.uniform(-90, 90), "lon": rng.uniform(-180, 180)}
            round_ = brought["round"]
            guess = point | {"deal": rng.random() < 0.8}
            reply = await client.post(f"/api/rounds/{round_}/guess", json=guess, headers=headers)
            answered[round_] = (point["lat"], point["lon"], reply.json()["geoscore"])
            brought = reply.json().get("next")
            brought_by[round_] = brought and brought["round"]
        await play_around(client, rng, headers, answered)


async def play_around(client, rng, headers, answered):
    """A few trials around the head."""
    game = (await client.post("/api/spatial/games", json={}, headers=headers)).json()["game"]
    for _ in range(TRIALS):
        dealt = (await client.post(f"/api/spatial/games/{game}/trials", headers=headers)).json()
        option, number, azimuth = rng.randrange(2), rng.random(), rng.uniform(-179, 180)
        given = {"choice": {"option": option}, "number": {"number": number}}.get(dealt["item"]["kind"])
        given = given or {"azimuth": azimuth, "elevation": 0.0, "distance_m": 1.0}
        reply = await client.post(f"/api/spatial/trials/{dealt['trial']}/answer", json=given, headers=headers)
        answer = reply.json()["answer"]
        answered[dealt["trial"]] = (answer["option"], answer["number"], answer["azimuth"])


async def flood(server, seed, answered, brought_by):
    async def one(number):
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(
            base_url=server.address, limits=limits, timeout=30, **QUICK_CLIENT
        ) as client:
            await play(client, random.Random(seed * 1000 + number), answered, brought_by)

    players = [asyncio.ensure_future(one(number)) for number in range(PLAYERS)]
    while len(answered) < GUESSES:
        await asyncio.sleep(0.01)
        assert not any(player.done() for player in players)
    server.stop(signal.SIGKILL)
    ends = await asyncio.gather(*players, return_exceptions=True)
    assert {isinstance(end, httpx.TransportError) for end in ends} == {True}, ends[:3]


@pytest.mark.on_sqlite
def test_a_kill_under_load_loses_no_guess_that_was_answered(tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    answered: dict[str, Any] = {}
    brought_by: dict[str, str | None] = {}  # by guess: the round that its reply brought
    with serving(tmp_path) as server:
        asyncio.run(flood(server, seed, answered, brought_by))
        server.start()
        assert httpx.get(f"{server.address}/readyz").status_code == 200
        assert server.stop() in (0, -signal.SIGTERM)
    connection = sqlite3.connect(tmp_path / "earwitness.db")
    stored = {
        round_: rest
        for round_, *rest in connection.execute(
            "SELECT round, lat, lon, geoscore FROM rounds WHERE status = 'guessed' UNION ALL "
            "SELECT trial, option, number_answered, azimuth FROM spatial_trials WHERE status = 'answered'"
        )
    }
    dealt = {round_ for (round_,) in connection.execute("SELECT round FROM rounds")}
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(answered) >= GUESSES
    assert {len(answer) for answer in answered.values()} == {3} and any(
        a[2] is None for a in answered.values()
    )
    lost = {round_: point for round_, point in answered.items() if stored.get(round_) != list(point)}
    assert lost == {}
    brought = set(brought_by.values()) - {None}
    assert len(brought) > 1 and brought <= dealt


def test_a_kill_in_the_middle_of_a_round_keeps_what_was_sent_of_its_sound(tmp_path):
    def sent(column="bytes_served"):
        return [row[column] for row in server.rows("SELECT bytes_served, audio_bytes FROM rounds")]

    with (
        serving(tmp_path) as server,
        httpx.Client(base_url=server.address, timeout=30, **QUICK_CLIENT) as client,
    ):
        player = Player(client)
        dealt = player.deal(player.start()["game"])
        player.hear(dealt)
        wait_for(lambda: sent() != [0])
        server.stop(signal.SIGKILL)
        server.start()
        player.guess(dealt["round"])
        assert sent() == sent("audio_bytes")


@contextmanager
def locked(server, state):
    """Another process holds the database's lock."""
    other = sqlite3.connect(state / "earwitness.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(server, state):
    """The log of the database, in which every write comes first, cannot grow any more."""
    size = (state / "earwitness.db-wal").stat().st_size
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


@pytest.mark.on_sqlite
@pytest.mark.parametrize("harm", [locked, full])
def test_a_store_that_cannot_be_written_says_so_keeps_the_round_open_and_recovers(tmp_path, harm):
    with (
        serving(tmp_path) as server,
        httpx.Client(base_url=server.address, timeout=30, **QUICK_CLIENT) as client,
    ):
        headers = {"X-Earwitness-Player": client.post("/api/players", json={}).json()["player"]}
        game = client.post("/api/games", json={}, headers=headers).json()["game"]
        round_ = client.post(f"/api/games/{game}/rounds", headers=headers).json()["round"]
        with harm(server, tmp_path):
            refused = client.post(f"/api/rounds/{round_}/guess", json={"lat": 1, "lon": 2}, headers=headers)
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert "try again" in refused.json()["detail"]
            not_ready = client.get("/readyz")
            assert not_ready.status_code == 503
            assert not_ready.json()["detail"].startswith("Not ready: ")
            summary = client.get(f"/api/games/{game}", headers=headers).json()
            assert summary["rounds"][0]["status"] == "open"
        assert client.get("/readyz").status_code == 200
        again = client.post(f"/api/rounds/{round_}/guess", json={"lat": 1, "lon": 2}, headers=headers)
        assert again.status_code == 200
        assert "Traceback" not in server.log.read_text()


@pytest.mark.on_sqlite
def test_a_database_deleted_while_it_is_open_ends_all_answers(tmp_path):
    with (
        serving(tmp_path) as server,
        httpx.Client(base_url=server.address, timeout=30, **QUICK_CLIENT) as client,
    ):
        assert client.post("/api/players", json={}).status_code == 201
        kept = [file for file in tmp_path.iterdir() if file.is_file() and file != server.log]
        assert {file.name for file in kept} > {"earwitness.db", "earwitness.db-wal", "secret"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
        (tmp_path / "earwitness.db").unlink()
        refused = [client.post("/api/players", json={}) for _ in range(20)]
        assert {reply.status_code for reply in refused} == {503}
        assert "deleted or replaced" in client.get("/readyz").json()["detail"]
        log = server.log.read_text()
        assert log.count("nothing can be stored") == 1
        assert "Traceback" not in log
