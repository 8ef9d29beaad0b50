"""A host's word on how long guesses are kept is carried out, in the store and in the dataset."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from game.play.daily_limit import utc_day
from game.play.retention import delete_expired, first_day_kept
from game.publishing.remove_expired import remove_expired
from game.setting_types import WITHOUT_END, Retention, retention
from tests.builders.published_world import World, world
from tests.builders.running_game import Clock, Player, running, services_of
from tests.builders.stored_guesses import START
from tests.stand_ins.hub.fixture import Hub


@pytest.fixture
def here(hub: Hub, tmp_path: Path) -> Iterator[World]:
    with world(hub, tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("", WITHOUT_END),
        ("Without a set end", WITHOUT_END),
        ("1 day", Retention("for 1 day", 1, 1, "day")),
        ("for 6 months", Retention("for 6 months", 180, 6, "month")),
        (" 2  Years ", Retention("for 2 years", 730, 2, "year")),
    ],
)
def test_a_duration_is_read_and_written_back(raw, kept):
    assert retention(raw) == kept
    assert retention(kept.words) == kept


@pytest.mark.usefixtures("either_engine")
def test_old_rounds_and_their_games_are_deleted_and_nothing_else(tmp_path):
    clock = Clock()
    with running(tmp_path, clock, EARWITNESS_RETENTION="30 days") as client:
        player = Player(client)
        player.play("practice")
        half = player.start("practice")["game"]
        player.guess(player.deal(half)["round"])
        clock.now += 20 * 86_400
        player.guess(player.deal(half)["round"])
        clock.now += 11 * 86_400
        player.deal(half)
        store = services_of(client).store
        assert client.portal is not None
        deleted = client.portal.call(delete_expired, store, first_day_kept(utc_day(clock.now), 30))
        assert deleted == 6
        left = player.get(f"/api/games/{half}").json()["rounds"]
        assert [one["status"] for one in left] == ["guessed", "open"]
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM games").scalar() == 1
        assert player.play("practice")


def test_the_dataset_loses_old_guesses_in_one_commit(here: World) -> None:
    here.guess("ann", since=START)  # 15 January
    here.guess("bob", since=START + 17 * 86_400)  # 1 February
    here.publish()
    here.guess("ann", since=START + 16 * 86_400)  # 31 January
    here.publish()
    rng, before = np.random.default_rng(1), date(2027, 2, 1)
    commits = len(here.hub.revisions(here.repo))
    remove_expired(here.engine, here.dataset, before, rng)
    assert here.published()["day"].to_pylist() == [before]
    assert len(here.hub.revisions(here.repo)) == commits + 1
    remove_expired(here.engine, here.dataset, before, rng)
    assert len(here.hub.revisions(here.repo)) == commits + 1
