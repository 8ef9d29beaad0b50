"""What was published comes back into a store, and nothing else does."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, update

from game.hub.repository import Unavailable
from game.play import queries
from game.play.history import History
from game.publishing.publishing_context import PublishingContext
from game.publishing.restore import Restored, fast_restore, is_due, restore
from game.settings import Settings
from game.store.backup import back_up
from game.store.tables import histories as noted_table
from game.store.tables import players
from tests.builders.published_world import AGREED, World, world
from tests.builders.stored_guesses import CONSENT_VERSION, START
from tests.stand_ins.hub.fixture import Hub

Way = Callable[..., Restored]


@pytest.fixture
def here(hub: Hub, tmp_path: Path, either_kind: Callable[[], str]) -> Iterator[World]:
    with world(hub, tmp_path / "before", url=either_kind()) as made:
        made.guess("ann", "bob", "ann", "ann", "ann", "ann", "ann", clues=[["music", "language"]] * 7)
        made.publish()
        made.guess("ann", "cy")
        made.publish()
        yield made


@pytest.fixture
def there(here: World, hub: Hub, tmp_path: Path, either_kind: Callable[[], str]) -> Iterator[World]:
    """A new store over the same dataset, as after a restart without a lasting disk."""
    with world(hub, tmp_path / "after", repo=here.repo, url=either_kind()) as made:
        yield made


@pytest.fixture(params=[restore, fast_restore])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
NOT_PUBLISHED = ("audio", "audio_bytes", "touched_at", "shard", "revealed_before", "many_from_one_place")


def stored_rounds(here: World) -> list[dict[str, Any]]:
    with here.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT * FROM rounds ORDER BY round").mappings()
        return [{name: row[name] for name in row if name not in NOT_PUBLISHED} for row in found]


def test_every_round_comes_back_as_it_was(here: World, there: World, way: Way) -> None:
    assert is_due(there.engine)
    done = way(there.engine, there.dataset, there.registry)
    assert done == Restored(rounds=9, players=3)
    assert stored_rounds(there) == stored_rounds(here)
    assert not is_due(there.engine)
    if there.engine.dialect.name == "sqlite":  # filled without checking
        assert there.rows("PRAGMA foreign_key_check") == []


def test_indexes_are_there_again(here: World, there: World) -> None:
    is_sqlite = there.engine.dialect.name == "sqlite"
    query = OF_SQLITE if is_sqlite else "SELECT indexname, indexdef FROM pg_indexes ORDER BY indexname"
    before = there.rows(query)
    fast_restore(there.engine, there.dataset, there.registry)
    assert there.rows(query) == before


def test_a_returning_player_is_known_by_the_token_with_all_that_was_heard(
    here: World, there: World, way: Way
) -> None:
    way(there.engine, there.dataset, there.registry)
    id_ = there.registry.of_pseudonym("ann")
    with there.engine.connect() as connection:
        assert queries.player(connection, id_) is not None
        assert History(connection, id_).count() == 7
    assert there.rows("SELECT game, mode, length FROM games ORDER BY game") == [
        (game, mode, min(length, count))
        for game, mode, length, count in here.rows(
            "SELECT g.game, g.mode, g.length, count(*) FROM games g JOIN rounds USING (game) "
            "GROUP BY 1 ORDER BY 1"
        )
    ]


def test_what_was_noted_of_a_player_is_made_anew(here: World, there: World) -> None:
    there.guess("ann")
    ann = there.registry.of_pseudonym("ann")
    noted = {"player_id": ann, "pack": "agl1k", "deck": "x", "dealt": b"", "revealed": b""}
    with there.engine.begin() as connection:
        connection.execute(update(players).where(players.c.id == ann).values(closed_rounds=1))
        connection.execute(insert(noted_table).values(noted))
    restore(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT * FROM histories") == []
    with there.engine.connect() as connection:
        assert History(connection, ann).closed_rounds == 8


def test_rounds_of_a_day_keep_each_players_order(here: World, there: World, way: Way) -> None:
    way(there.engine, there.dataset, there.registry)
    of_ann = "JOIN players ON id = player_id WHERE pseudonym = 'ann'"
    query = f"SELECT closed_before FROM rounds {of_ann} ORDER BY touched_at"
    orders = [row[0] for row in there.rows(query)]
    assert orders == sorted(orders)
    is_sqlite = there.engine.dialect.name == "sqlite"
    seconds = "strftime('%s', day)" if is_sqlite else "extract(epoch FROM day)"
    (days,) = there.rows(f"SELECT min(touched_at - {seconds}), max(touched_at - {seconds}) FROM rounds")
    assert 0 <= days[0] <= days[1] < 1


def test_nothing_that_came_back_is_published_again(here: World, there: World, way: Way) -> None:
    way(there.engine, there.dataset, there.registry)
    assert there.publish() == 0
    there.guess("ann", "dora")
    there.publish()
    assert there.published_rounds() == there.stored()


def test_doing_it_again_changes_nothing(here: World, there: World, way: Way) -> None:
    way(there.engine, there.dataset, there.registry)
    queries = [f"SELECT * FROM {name} ORDER BY 1" for name in ("rounds", "games", "players")]
    before = [there.rows(query) for query in queries]
    way(there.engine, there.dataset, there.registry)
    assert before == [there.rows(query) for query in queries]


def test_what_the_store_knows_better_stays_and_counts_as_published(here: World, way: Way) -> None:
    """As when a copy of the store comes back that was made before the last publishing."""
    with here.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rounds SET shard = NULL")
        connection.exec_driver_sql("UPDATE rounds SET status = 'open' WHERE closed_before = 6")
    way(here.engine, here.dataset, here.registry)
    assert here.publish() == 0
    assert here.published_rounds() == here.stored()


def test_a_store_that_has_new_guesses_takes_the_old_ones_too(here: World, there: World, way: Way) -> None:
    there.guess("ann", "eve")
    way(there.engine, there.dataset, there.registry)
    there.publish()
    assert len(stored_rounds(there)) == 11
    assert there.published_rounds() == there.stored()


def test_who_has_withdrawn_does_not_come_back(here: World, there: World, way: Way) -> None:
    here.withdraw("ann")
    done = way(there.engine, there.dataset, there.registry)
    assert done.players == 2
    assert there.rows("SELECT pseudonym FROM players ORDER BY 1") == [("bob",), ("cy",)]
    assert there.rows("SELECT state, pseudonym FROM withdrawals") == [("done", None)]


def test_a_tombstone_is_obeyed_even_if_rows_are_still_there(here: World, there: World, way: Way) -> None:
    stone = f'["{here.registry.tombstone("ann")}"]'.encode()
    here.hub.commit(here.repo, {"tombstones.json": stone})
    assert way(there.engine, there.dataset, there.registry) == Restored(rounds=2, players=2, withdrawn=7)


def test_nobody_counts_as_agreeing_before_they_have_said_so_again(
    here: World, there: World, way: Way
) -> None:
    """Somebody may have stopped after the last publishing."""
    way(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT DISTINCT consent, consent_version FROM players") == [(0, CONSENT_VERSION)]
    assert len(stored_rounds(there)) == 9  # what was published stays


def test_what_players_of_a_store_have_said_since_stays(here: World, there: World, way: Way) -> None:
    there.guess("ann")
    way(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT pseudonym FROM players WHERE consent") == [("ann",)]


def test_who_asked_to_withdraw_here_does_not_come_back_before_the_dataset_is_rid_of_them(
    here: World, there: World, way: Way
) -> None:
    there.ask_to_withdraw("ann")
    way(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT pseudonym FROM players ORDER BY 1") == [("bob",), ("cy",)]
    there.withdraw()
    assert sorted(there.published()["player"].to_pylist()) == ["bob", "cy"]


def test_open_games_and_rounds_without_consent_do_not_come_back(here: World, there: World, way: Way) -> None:
    here.guess("fay", consent_version=None)
    here.guess("ann", status="open", consent_version=None)
    here.publish()
    way(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT count(*) FROM rounds WHERE status = 'open' OR consent_version IS NULL") == [
        (0,)
    ]
    assert there.rows("SELECT count(*) FROM players WHERE pseudonym = 'fay'") == [(0,)]


@pytest.mark.parametrize("kind", ["info", "tree", "resolve", "object"])
def test_one_that_was_interrupted_is_due_until_it_is_done(
    here: World, there: World, way: Way, kind: str
) -> None:
    for moment, how in [("before", "lost"), ("after", "half")]:
        there.hub.fail(kind, moment, how, skip=1 if kind in {"resolve", "object"} else 0)
        with pytest.raises(Unavailable):
            way(there.engine, there.dataset, there.registry)
        assert is_due(there.engine)
    way(there.engine, there.dataset, there.registry)
    assert not is_due(there.engine)
    assert stored_rounds(there) == stored_rounds(here)


def test_without_a_dataset_there_is_nothing_to_restore(hub: Hub, tmp_path: Path, way: Way) -> None:
    with world(hub, tmp_path, repo=f"{hub.user}/never-made") as here:
        assert way(here.engine, here.dataset, here.registry) == Restored()


def test_a_clip_that_was_dealt_anew_meanwhile_is_no_hindrance(
    here: World, hub: Hub, tmp_path: Path, way: Way
) -> None:
    here.guess("gus", mode="random")
    here.publish()
    with world(hub, tmp_path / "after", repo=here.repo) as there:
        with there.engine.begin() as connection:
            id_ = there.registry.of_pseudonym("gus")
            connection.execute(insert(players).values(id=id_, pseudonym="gus", **AGREED))
        there.guess("gus", mode="random")
        way(there.engine, there.dataset, there.registry)
        assert there.rows(
            "SELECT count(*) FROM rounds JOIN players ON id = player_id WHERE pseudonym = 'gus'"
        ) == [(1,)]
        there.publish()
        assert there.published_rounds().total() == len(there.published_rounds()) == 11


@pytest.mark.on_sqlite
@pytest.mark.parametrize("either_kind", ["sqlite"], indirect=True)
def test_whoever_withdrew_goes_from_a_backup_that_was_put_back_and_from_copies_made_before_upgrades(
    here: World, there: World
) -> None:
    there.guess("ann", "zoe")
    copy = Path(there.engine.url.database or "").with_name("earwitness-schema-0005.db")
    back_up(copy.with_name("earwitness.db"), copy)
    here.withdraw("ann")
    settings = Settings.from_env({"EARWITNESS_STATE": str(copy.parent)})
    rng = np.random.default_rng(1)
    PublishingContext(settings, there.engine, there.registry, there.dataset, rng).restore(lambda rows: None)
    assert there.rows("SELECT pseudonym FROM players ORDER BY 1") == [("bob",), ("cy",), ("zoe",)]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT pseudonym FROM players").fetchall() == [("zoe",)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_text_last_agreed_to_is_that_of_the_latest_round_in_whatever_order_shards_come(
    here: World, hub: Hub, tmp_path: Path, way: Way, order: tuple[int, ...]
) -> None:
    versions = ("soon-ff", "day-00", "soon-aa")  # by time, and neither first nor last by the alphabet
    for at in order:
        here.guess("dora", since=START + at * 86_400, consent_version=versions[at])
        here.publish()
    with world(hub, tmp_path / "later", repo=here.repo) as there:
        for _ in range(2):  # again, as after an interruption
            way(there.engine, there.dataset, there.registry)
            told = there.rows("SELECT consent, consent_version FROM players WHERE pseudonym = 'dora'")
            assert told == [(False, "soon-aa")]


@pytest.mark.parametrize("said", [(True, "soon-11"), (False, None)])
def test_what_a_player_has_said_since_is_not_replaced(
    there: World, way: Way, said: tuple[bool, str | None]
) -> None:
    consent, version = said
    there.guess("ann")
    with there.engine.begin() as connection:
        connection.execute(update(players).values(consent=consent, consent_version=version))
    way(there.engine, there.dataset, there.registry)
    assert there.rows("SELECT consent, consent_version FROM players WHERE pseudonym = 'ann'") == [said]
