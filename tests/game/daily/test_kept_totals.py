"""How often everybody's totals are counted."""

import asyncio
from datetime import date

import pytest

from game.daily import kept_totals
from game.daily.kept_totals import KEPT_SECONDS, MANY, KeptTotals
from game.daily.stored_days import StoredDay
from game.daily.totals import Totals

DAY = StoredDay(date(2026, 12, 3), "p", ("k0",))


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


class Store:
    """Counts the readings of a day that so many players have finished."""

    def __init__(self, players):
        self.players = players
        self.readings = 0

    async def read(self, work):
        self.readings += 1
        await asyncio.sleep(0)
        return work(self.players)


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    def totals(players, _day):
        return Totals.of({f"g{number}": 1.0 for number in range(players)})

    monkeypatch.setattr(kept_totals, "totals", totals)


@pytest.mark.parametrize(("players", "readings"), [(MANY - 1, 4), (MANY, 2)])
def test_totals_of_many_players_are_counted_once_in_some_seconds(players, readings):
    async def ask():
        store, clock = Store(players), Clock()
        kept = KeptTotals(store, clock)  # type: ignore[arg-type]
        for seconds in (0.0, KEPT_SECONDS / 2, KEPT_SECONDS - 0.1, KEPT_SECONDS):
            clock.now = 100.0 + seconds
            assert len((await kept.of(DAY)).points) == players
        return store.readings

    assert asyncio.run(ask()) == readings


def test_who_asks_at_once_shares_a_count():
    async def ask():
        store = Store(3)
        kept = KeptTotals(store, Clock())  # type: ignore[arg-type]
        await asyncio.gather(*(kept.of(DAY) for _ in range(20)))
        return store.readings

    assert asyncio.run(ask()) == 1
