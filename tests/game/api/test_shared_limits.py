"""Rate limits that several processes count together, in a real PostgreSQL and a real Redis."""

import asyncio
import logging
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from game.api.request_limits import PLAYER, RequestLimits
from game.api.shared_limits import SharedCounts, open_counts
from game.settings import SettingError, Settings
from game.store.rate_counts import PostgresqlCounts
from tests.builders.running_game import Clock
from tests.servers import free_port

pytestmark = pytest.mark.slow

REDIS = shutil.which("redis-server")
STORES = ("server", *(["redis"] if REDIS else []))  # nothing is skipped where there is no Redis


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of its own."""
    assert REDIS
    port = free_port()
    folder = str(tmp_path_factory.mktemp("redis"))
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen([REDIS, *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert any("Ready to accept connections" in line for line in process.stdout)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()
    process.stdout.close()


class Process:
    """The limits of one process."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.counts: SharedCounts = open_counts(url)
        self.limits = RequestLimits(1, clock, self.counts)

    def asks(self, player: str, times: int) -> list[int]:
        """The waits that a player is told, on each of these requests."""
        return [self.limits.wait("address", player, "GET", "/audio/x") for _ in range(times)]

    def share(self) -> None:
        asyncio.run(self.counts.share())

    def total(self, name: str, key: str) -> int:
        """What the store has been told."""
        return self.counts._storage.get(f"{name}:{key}")


@pytest.fixture
def server(postgresql_database: str) -> str:
    """A database that no other test uses."""
    return postgresql_database


@pytest.fixture(params=STORES)
def processes(request: pytest.FixtureRequest) -> Iterator[tuple[Process, Process, Clock]]:
    """Two processes with one store, which holds nothing of other tests."""
    url, clock = str(request.getfixturevalue(request.param)), Clock()
    first, second = Process(url, clock), Process(url, clock)
    first.counts._storage.reset()
    yield first, second, clock
    for process in (first, second):
        process.counts._close()


def test_what_one_process_gave_away_another_no_longer_gives(processes):
    first, second, clock = processes
    assert first.asks("", 11) == [0] * 10 + [1]
    first.share()
    assert second.asks("", 2) == [0, 0]  # it has not heard yet
    second.share()
    assert second.asks("", 1) == [1]
    clock.now += 3
    assert second.asks("", 4) == [0, 0, 0, 1]
    second.share()
    first.share()
    assert first.asks("", 4) == [0, 0, 0, 1]  # nor is it told before it has to tell something itself
    first.share()
    assert first.asks("", 1)[0] > 0


def test_a_player_who_does_not_hurry_is_told_to_nobody(processes):
    first, second, _ = processes
    for _ in range(PLAYER.burst // 10):
        assert first.limits.wait("", "player", "GET", "/healthz") == 0
    first.share()
    assert first.total("players", "player") == 0
    for _ in range(10):
        assert first.limits.wait("", "player", "GET", "/healthz") == 0
    first.share()
    assert second.total("players", "player") == 10


def test_the_first_players_of_an_address_are_the_same_for_all_processes(processes):
    first, second, _ = processes
    came = ((first, "a"), (second, "b"), (first, "b"), (second, "c"), (second, "a"), (first, "c"))
    had = [asyncio.run(process.counts.has_place("here", who, 2, 60)) for process, who in came]
    assert had == [True, True, True, False, True, False]
    assert asyncio.run(second.counts.has_place("there", "c", 2, 60))


def test_a_store_that_is_down_is_said_once_and_each_process_counts_alone(server, caplog):
    url = make_url(server).set(database="counted_later").render_as_string(hide_password=False)
    process = Process(url, Clock())
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            process.asks("", 4)
            process.share()
        assert process.asks("", 1) == [1]
        assert asyncio.run(process.counts.has_place("a", "p", 1, 60)) is None
        assert (len(caplog.records), process.counts.status()["state"]) == (1, "down")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE counted_later"))
        engine.dispose()
        process.share()
        assert [record.getMessage()[-13:] for record in caplog.records[1:]] == ["answers again"]
        assert process.counts.status()["state"] == "up"
    process.counts._close()


def test_postgresql_counts_as_the_package_expects_it(server):
    counts = PostgresqlCounts(server)
    counts.incr("created", 1)
    assert counts.reset()
    limiter, three = FixedWindowRateLimiter(counts), RateLimitItemPerMinute(3)
    assert [limiter.hit(three, "key") for _ in range(4)] == [True] * 3 + [False]
    assert not limiter.test(three, "key")
    stats = limiter.get_window_stats(three, "key")
    assert stats.remaining == 0
    limiter.clear(three, "key")
    assert limiter.test(three, "key")
    assert [counts.incr("short", 0, 5) for _ in range(2)] == [5, 5]  # it has expired by then
    assert (counts.get("short"), counts.check()) == (0, True)
    counts.close()


def test_the_setting_names_a_store_or_none():
    database = {"EARWITNESS_DATABASE": "postgresql+psycopg://localhost/game"}
    for env, store in (
        ({}, ""),
        (database, database["EARWITNESS_DATABASE"]),
        (database | {"EARWITNESS_RATE_STORE": "memory"}, ""),
        (database | {"EARWITNESS_RATE_STORE": "redis://:secret@localhost/1"}, "redis://:secret@localhost/1"),
    ):
        assert Settings.from_env(env).shared_rate_store == store
    with pytest.raises(SettingError, match="write redis") as refused:
        Settings.from_env({"EARWITNESS_RATE_STORE": "http://secret"})
    assert "secret" not in str(refused.value)
