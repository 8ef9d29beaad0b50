"""A player who withdraws is gone: from the store at once, from the dataset in one commit, and for good."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from game.hub.repository import Unavailable
from game.players import withdrawals
from game.store.tables import players
from tests.builders.published_world import AGREED, World, published, world
from tests.stand_ins.hub.fixture import Hub


@pytest.fixture
def here(hub: Hub, tmp_path: Path, either_database: str) -> Iterator[World]:
    with world(hub, tmp_path, url=either_database) as made:
        yield made


def state(here: World, who: str) -> str | None:
    with here.engine.connect() as connection:
        return withdrawals.state(connection, here.registry.tombstone(who))


def knows(here: World, who: str) -> bool:
    """Whether any file of the newest revision or any table of the store names a player."""
    raw = any(who.encode() in here.hub.read(here.repo, path) for path in here.hub.files(here.repo))
    dump = str(
        [here.rows(f"SELECT * FROM {table}") for table in ("players", "games", "rounds", "withdrawals")]
    )
    return (
        raw
        or who in here.published()["player"].to_pylist()
        or here.registry.of_pseudonym(who) in dump
        or who in dump
    )


def test_every_row_goes_from_the_store_at_once_and_from_all_shards_in_one_commit(here: World) -> None:
    for _ in range(3):
        here.guess("ann-of-the-hills", "bob", "ann-of-the-hills")
        here.publish()
    here.ask_to_withdraw("ann-of-the-hills")
    assert here.rows("SELECT count(*) FROM players") == [(1,)]
    assert state(here, "ann-of-the-hills") == "waiting"
    before = here.hub.revisions(here.repo)
    assert here.withdraw() == 1
    assert len(here.hub.revisions(here.repo)) == len(before) + 1
    assert state(here, "ann-of-the-hills") == "done"
    assert not knows(here, "ann-of-the-hills")
    assert here.published_rounds() == here.stored()
    assert published(here.hub, here.repo, before[0]).num_rows == 9  # what was is not rewritten


def test_shards_that_do_not_hold_the_player_stay_as_they_are(here: World) -> None:
    here.guess("ann", "cy")
    here.publish()
    (first,) = here.shards()
    here.guess("bob")
    here.publish()
    here.withdraw("bob")
    assert here.shards() == [first]


def test_only_a_keyed_hash_is_left_of_them(here: World) -> None:
    here.guess("ann", "bob")
    here.publish()
    here.withdraw("ann")
    assert json.loads(here.hub.read(here.repo, "tombstones.json")) == [here.registry.tombstone("ann")]
    assert here.rows("SELECT tombstone, state, pseudonym FROM withdrawals") == [
        (here.registry.tombstone("ann"), "done", None)
    ]


def test_asking_again_changes_nothing(here: World) -> None:
    here.guess("ann", "bob")
    here.publish()
    here.withdraw("ann")
    before = here.hub.revisions(here.repo)
    assert here.withdraw("ann") == 0
    assert here.hub.revisions(here.repo) == before
    assert state(here, "ann") == "done"


def test_it_works_for_a_player_whom_the_store_does_not_know(here: World) -> None:
    here.guess("ann", "bob")
    here.publish()
    with here.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM players")
    assert here.withdraw("ann") == 1
    assert here.published()["player"].to_pylist() == ["bob"]


def test_without_a_dataset_there_is_nothing_to_wait_for(here: World) -> None:
    from game.players.identity import Identity

    who = Identity(here.registry.of_pseudonym("ann"), "ann", "")
    with here.engine.begin() as connection:
        assert withdrawals.withdraw(connection, here.registry, who, publishes=False) == "done"
    assert here.rows("SELECT pseudonym FROM withdrawals") == [(None,)]


def test_it_stands_by_what_is_compacted_and_in_its_level(here: World) -> None:
    for _ in range(3):
        here.guess("ann", "bob")
        here.publish()
    here.compact(date(2027, 3, 1))
    here.guess("ann", "bob")
    here.publish()
    here.withdraw("ann")
    assert sorted(json.loads(here.hub.read(here.repo, "_manifest.json"))["levels"].values()) == [1]
    assert len(here.shards()) == 2
    assert here.published_rounds() == here.stored()


@pytest.mark.parametrize("kind", ["info", "tree", "resolve", "object", "preupload", "upload", "commit"])
def test_it_waits_until_the_hub_has_done_it(here: World, kind: str) -> None:
    faults: dict[str, tuple[str, str | int]] = {
        "ann": ("before", "lost"),
        "dora": ("after", "lost"),
        "hugo": ("before", 503),
    }
    here.guess("bob", *faults)
    here.publish()
    for who, (moment, how) in faults.items():
        here.hub.fail(kind, moment, how)
        with pytest.raises(Unavailable):
            here.withdraw(who)
        assert state(here, who) == "waiting"
        assert here.withdraw() == 1
        assert state(here, who) == "done"
        assert not knows(here, who)
        assert here.published_rounds() == here.stored()


def test_a_batch_on_its_way_is_rid_of_them_whether_it_has_arrived_or_not(here: World) -> None:
    for moment in ("before", "after"):
        here.guess("ann", "bob")
        here.hub.fail("commit", moment, "lost")
        with pytest.raises(Unavailable):
            here.publish()
        here.withdraw("ann")
        here.publish()
        assert not knows(here, "ann")
        assert here.published_rounds() == here.stored()


def test_a_batch_of_nobody_else_vanishes(here: World) -> None:
    here.guess("ann")
    here.hub.fail("commit", "before", "lost")
    with pytest.raises(Unavailable):
        here.publish()
    here.withdraw("ann")
    here.publish()
    assert here.rows("SELECT * FROM shards") == []
    assert here.shards() == []


def test_a_tombstone_is_obeyed_by_whoever_publishes_later(here: World) -> None:
    """As when a store comes back from a copy that is older than the withdrawal."""
    here.guess("ann", "bob")
    here.publish()
    here.withdraw("ann")
    with here.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM withdrawals")
        id_ = here.registry.of_pseudonym("ann")
        connection.execute(insert(players).values(id=id_, pseudonym="ann", **AGREED))
    here.guess("ann", "cy")
    here.publish()
    assert sorted(here.published()["player"].to_pylist()) == ["bob", "cy"]


def test_forgetting_deletes_what_only_earlier_revisions_held(here: World) -> None:
    here.guess("ann", "bob")
    here.publish()
    here.withdraw("ann")
    assert len(here.hub.objects(here.repo)) == 2
    assert here.dataset.squash() == 1
    assert len(here.hub.revisions(here.repo)) == 1
    assert len(here.hub.objects(here.repo)) == 1
    assert here.published_rounds() == here.stored()
    here.guess("bob")
    here.publish()
    assert here.published_rounds() == here.stored()
