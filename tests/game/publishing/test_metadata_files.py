"""What stands beside the guesses follows them: card, codebook, Croissant file, and the table of players."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from sqlalchemy import update

from game.publishing import compaction
from game.publishing.publishing_context import PublishingContext
from game.settings import Settings
from game.store.tables import players
from tests.builders.published_world import World, world
from tests.stand_ins.hub.fixture import Hub

START = 1_800_000_000.0
DAY = date(2027, 1, 16)
EIGHT = [f"ew-player-{n}" for n in range(8)]
TABLE = "players/players.parquet"


@pytest.fixture
def here(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("game.publishing.anonymity.LEAST_DAYS", 0)  # the eight practise on one day
    with world(hub, tmp_path) as made:
        made.guess(*EIGHT, since=START)
        yield made


@pytest.fixture
def context(here: World, tmp_path: Path) -> PublishingContext:
    settings = Settings.from_env({"EARWITNESS_DATASET": here.repo, "EARWITNESS_STATE": str(tmp_path)})
    return PublishingContext(settings, here.engine, here.registry, here.dataset, np.random.default_rng(1))


def tell(here: World, *who: str, **background: Any) -> None:
    with here.engine.begin() as connection:
        told = update(players).values(background=background)
        connection.execute(told.where(players.c.pseudonym.in_(who)))


def table(here: World) -> dict[str, dict[str, Any]]:
    if TABLE not in here.hub.files(here.repo):
        return {}
    rows = pq.read_table(io.BytesIO(here.hub.read(here.repo, TABLE))).to_pylist()
    return {row["player"]: row for row in rows}


def test_the_first_guesses_come_with_a_card_a_codebook_and_a_croissant_file(
    here: World, context: PublishingContext
) -> None:
    context.publish(DAY)
    assert {"README.md", "codebook.csv", "croissant.json"} <= set(here.hub.files(here.repo))
    assert "8 rounds" in here.hub.read(here.repo, "README.md").decode()
    assert here.published_rounds() == here.stored()


def test_they_are_written_anew_once_a_day_and_only_after_new_guesses(
    here: World, context: PublishingContext
) -> None:
    context.publish(DAY)
    context.publish(DAY)
    context.publish(DAY)
    done = here.hub.revisions(here.repo)
    here.guess("ew-player-9", since=START)
    context.publish(DAY)
    assert "8 rounds" in here.hub.read(here.repo, "README.md").decode()
    context.publish(DAY + timedelta(days=1))
    assert "9 rounds" in here.hub.read(here.repo, "README.md").decode()
    context.publish(DAY + timedelta(days=2))
    assert len(here.hub.revisions(here.repo)) == len(done) + 2


def test_files_that_are_put_together_before_the_day_is_over_change_nothing_beside_them(
    here: World, context: PublishingContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(here, *EIGHT, hearing="typical")
    for _ in range(2):
        context.publish(DAY)
    before = {path: here.hub.read(here.repo, path) for path in ("README.md", TABLE)}
    monkeypatch.setattr(compaction, "MANY", 2)
    tell(here, *EIGHT, hearing="reduced")
    for _ in range(3):
        here.guess(*EIGHT, since=START)
        context.publish(DAY)
    assert len(here.shards()) < 4
    assert {path: here.hub.read(here.repo, path) for path in before} == before


def test_what_players_tell_is_published_once_a_day_where_enough_tell_the_same(
    here: World, context: PublishingContext
) -> None:
    tell(here, *EIGHT[:5], hearing="typical")
    tell(here, *EIGHT[5:], hearing="reduced")
    context.publish(DAY)
    context.publish(DAY)
    assert {name: row["hearing"] for name, row in table(here).items()} == dict.fromkeys(EIGHT[:5], "typical")
    tell(here, *EIGHT, hearing="reduced")
    here.guess(*EIGHT, since=START)
    context.publish(DAY)
    assert {row["hearing"] for row in table(here).values()} == {"typical"}


def test_who_withdraws_is_gone_from_it_at_once_and_so_is_a_row_that_too_few_share_by_then(
    here: World, context: PublishingContext
) -> None:
    tell(here, *EIGHT[:6], hearing="typical")
    context.publish(DAY)
    context.publish(DAY)
    assert len(table(here)) == 6
    here.ask_to_withdraw(EIGHT[0])
    assert context.withdraw() == 1
    assert {name: row["hearing"] for name, row in table(here).items()} == dict.fromkeys(EIGHT[1:6], "typical")
    here.ask_to_withdraw(EIGHT[1])
    tell(here, *EIGHT[2:], hearing="reduced")  # what is new waits for the next day
    assert context.withdraw() == 1
    assert {name: row["hearing"] for name, row in table(here).items()} == dict.fromkeys(EIGHT[2:6])


def test_a_table_that_withdrawals_empty_is_deleted_and_the_card_no_longer_offers_it(
    here: World, context: PublishingContext
) -> None:
    tell(here, *EIGHT[:6], hearing="typical")
    context.publish(DAY)
    context.publish(DAY)
    assert f"data_files: {TABLE}" in here.hub.read(here.repo, "README.md").decode()
    here.ask_to_withdraw(*EIGHT[:6])
    assert context.withdraw() == 6
    assert TABLE not in here.hub.files(here.repo)
    assert TABLE not in here.hub.read(here.repo, "README.md").decode().split("---")[1]
    assert TABLE not in here.hub.read(here.repo, "croissant.json").decode()
    here.guess(*EIGHT[6:], since=START)
    for days in (1, 2):
        context.publish(DAY + timedelta(days=days))
    assert TABLE not in here.hub.files(here.repo)


def test_after_a_restart_on_an_empty_disk_the_table_stays(
    here: World, context: PublishingContext, hub: Hub, tmp_path: Path
) -> None:
    tell(here, *EIGHT, hearing="typical")
    context.publish(DAY)
    context.publish(DAY)
    before = table(here)
    assert len(before) == 8
    with world(hub, tmp_path / "after", repo=here.repo) as there:
        again = PublishingContext(
            context.settings, there.engine, there.registry, there.dataset, np.random.default_rng(1)
        )
        there.ask_to_withdraw(EIGHT[0])
        assert again.withdraw() == 1
        assert table(here) == {name: row for name, row in before.items() if name != EIGHT[0]}
        there.guess("somebody", since=START)
        again.publish(DAY + timedelta(days=1))
        again.publish(DAY + timedelta(days=1))
        assert table(here) == {name: row for name, row in before.items() if name != EIGHT[0]}
