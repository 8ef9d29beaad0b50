"""What processes on one PostgreSQL database tell each other, and take from one another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import create_engine, text

from game.json_types import Json
from game.store import postgresql_bus
from game.store.errors import StoreUnavailable
from game.store.postgresql_bus import MOST_CHARACTERS, PostgresqlBus
from game.store.process_bus import EVERYBODY

pytestmark = pytest.mark.slow


@pytest.fixture
def server(postgresql_database: str) -> str:
    """A database that no other test uses."""
    return postgresql_database


class Ear:
    """A process on the bus, and what it has heard."""

    def __init__(self, url: str) -> None:
        self.bus = PostgresqlBus(url)
        self.heard: list[Json] = []
        self.losses = 0
        self.bus.listen(self.heard.append, self._lose)

    def _lose(self) -> None:
        self.losses += 1


@asynccontextmanager
async def ears(url: str) -> AsyncIterator[tuple[Ear, Ear]]:
    """Two that listen already."""
    first, second = Ear(url), Ear(url)
    for one in (first, second):
        await one.bus.present()
    yield first, second
    for one in (first, second):
        await one.bus.close()


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not done():
            await asyncio.sleep(0.005)


def test_messages_arrive_whole_and_in_order_and_only_where_they_are_sent(server: str):
    asyncio.run(_send_to_and_fro(server))


async def _send_to_and_fro(server: str) -> None:
    long = "Ж" * MOST_CHARACTERS
    async with ears(server) as (first, second):
        for number in range(20):
            first.bus.send(EVERYBODY, {"number": number, "text": long if number % 5 == 0 else ""})
        first.bus.send(first.bus.name, {"to": "itself"})
        first.bus.send(second.bus.name, {"to": "second"})
        second.bus.send(first.bus.name, {"to": "first"})
        await until(lambda: len(second.heard) == 21 and len(first.heard) == 1)
    assert [message.get("number") for message in second.heard] == [*range(20), None]
    assert second.heard[5]["text"] == long
    assert first.heard == [{"to": "first"}]


def test_a_process_that_stands_still_loses_its_keys_to_whoever_needs_them_and_knows_it(
    server: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql_bus, "FROZEN_SECONDS", 0.5)
    monkeypatch.setattr(postgresql_bus, "CERTAIN_SECONDS", 0.2)
    asyncio.run(_stand_still(server))


async def _stand_still(server: str) -> None:
    async with ears(server) as (first, second):
        assert await first.bus.take(1)
        await asyncio.sleep(0.6)
        await second.bus.free_from_frozen([2])  # nobody has it
        assert await first.bus.still_has(1)  # asks, and so does not stand still any more
        await second.bus.free_from_frozen([1])
        assert not await second.bus.take(1)
        await asyncio.sleep(0.6)
        await second.bus.free_from_frozen([1])
        while not await second.bus.take(1):
            await asyncio.sleep(0.005)
        assert first.losses == 0
        with pytest.raises(StoreUnavailable):
            await first.bus.still_has(1)
        assert first.losses == 1
        assert not await first.bus.still_has(1)


def test_one_process_has_a_key_until_it_releases_it_or_its_session_ends(server: str):
    asyncio.run(_take_from_each_other(server))


async def _take_from_each_other(server: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    async with ears(server) as (first, second):
        assert await first.bus.take(1)
        assert await first.bus.take(1)
        assert not await second.bus.take(1)
        first.bus.send(EVERYBODY, {"last": "word"})
        first.bus.release(1)
        await until(lambda: len(second.heard) == 1)
        assert await second.bus.take(1)
        presence = await first.bus.present()
        assert presence.processes == {first.bus.name, second.bus.name}
        assert presence.taken == {1}
        with engine.connect() as connection:
            assert second.bus.holds(connection, 1) and not first.bus.holds(connection, 1)
            end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = 1 AND objsubid = 2"
            connection.execute(text(end))
            while second.bus.holds(connection, 1):  # which its process does not know yet
                pass
        assert await first.bus.take(1)
        with pytest.raises(StoreUnavailable):
            await second.bus.present()
        assert second.losses == 1
        assert not await second.bus.take(1)  # it has connected anew
        await second.bus.rest()
        while second.bus.name in (await first.bus.present()).processes:
            pass  # the server needs a moment to see that the session has ended
        second.bus.send(EVERYBODY, {"awake": True})
        await until(lambda: first.heard == [{"awake": True}])
    engine.dispose()
