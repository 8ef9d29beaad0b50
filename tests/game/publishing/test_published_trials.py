"""Trials around the head in the dataset: as guesses are, in a table of their own."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from game.publishing import batches
from game.publishing.card import card
from game.publishing.counts import count
from game.publishing.export import export
from game.publishing.player_rows import player_rows
from game.publishing.remove_expired import remove_expired
from game.publishing.restore import fast_restore
from game.settings import Settings
from game.trial_columns import TRIALS
from tests.builders.published_world import LATER, World, world
from tests.builders.stored_trials import START
from tests.stand_ins.hub.fixture import Hub

YEAR_SECONDS = 400 * 86_400.0


@pytest.fixture
def here(hub: Hub, tmp_path: Path) -> Iterator[World]:
    with world(hub, tmp_path) as made:
        yield made


@pytest.mark.usefixtures("either_engine")
def test_trials_of_those_who_agreed_are_published_once_with_every_column(here: World) -> None:
    here.answer("ann", "bob")
    here.answer("cy", consent_version=None)
    here.answer("cy", status="open", consent_version=None)
    here.guess("ann")
    assert (here.publish(), here.publish()) == (2, 0)
    assert here.published_trials() == here.stored_trials()
    assert (len(here.shards()), len(here.shards("spatial")), here.published().num_rows) == (1, 1, 1)
    found = here.published("spatial")
    assert found.column_names == [column.name for column in TRIALS]
    assert found["counts"].to_pylist() == [True, True]
    assert batches.count_waiting(here.engine) == 0


def test_they_wait_for_the_end_of_their_day_where_players_were_told_so(here: World) -> None:
    here.answer("ann", consent_version="day-1")
    today = date(2027, 1, 15)
    assert here.publish(today) == 0
    assert here.publish(date(2027, 1, 16)) == 1


def test_whoever_withdraws_is_gone_from_their_files_and_for_good(here: World) -> None:
    here.answer("ann", "bob")
    here.guess("ann")
    here.publish()
    here.withdraw("ann")
    assert here.published("spatial")["player"].to_pylist() == ["bob"]
    assert here.rows("SELECT count(*) FROM spatial_trials") == [(1,)]
    assert here.published().num_rows == 0
    here.withdraw("bob")
    assert here.shards("spatial") == []


@pytest.mark.usefixtures("either_engine")
def test_files_are_merged_within_their_table_and_restored_with_it(
    here: World, hub: Hub, tmp_path: Path
) -> None:
    for _ in range(3):
        here.answer("ann", "bob")
        here.guess("bob")
        here.publish()
    here.compact(LATER)
    assert (len(here.shards()), len(here.shards("spatial"))) == (1, 1)
    with world(hub, tmp_path / "after", repo=here.repo) as after:
        restored = fast_restore(after.engine, after.dataset, after.registry)
        assert (restored.rounds, restored.players) == (9, 2)
        assert after.stored_trials() == here.stored_trials()
        columns = "trial, azimuth, why_not, practice, day, front_back_reversed, touched_at > 0"
        query = f"SELECT {columns} FROM spatial_trials ORDER BY trial"
        assert after.rows(query) == here.rows(query)
        assert after.publish() == 0
        after.answer("cy")
        assert after.publish() == 1
    assert here.published("spatial").num_rows == 7


def test_old_trials_leave_the_dataset(here: World) -> None:
    here.answer("ann")
    here.answer("ann", since=START + YEAR_SECONDS)
    here.publish()
    remove_expired(here.engine, here.dataset, date(2027, 6, 1), here.rng)
    assert here.published("spatial").num_rows == 1


def test_the_card_offers_the_table_once_it_has_rows(here: World) -> None:
    settings = Settings.from_env({"EARWITNESS_DATASET": "owner/name"})
    with here.engine.connect() as connection:
        assert "config_name: spatial" not in card(count(connection), settings)
    here.answer("ann")
    here.publish()
    with here.engine.connect() as connection:
        found = card(count(connection), settings)
    assert "config_name: spatial\n  data_files: spatial/*.parquet\n  default: true" in found
    assert "config_name: guesses" not in found and "1 trials around the head" in found


def test_the_table_of_players_knows_what_trials_show_of_them(here: World) -> None:
    here.guess("ann", device="phone", pack="demo")
    here.answer("ann", "ann")
    here.answer("ann", since=START + YEAR_SECONDS, why_not=["too_fast"])
    with here.engine.connect() as connection:
        [row] = player_rows(connection, lambda version: version.is_not(None))
    assert (row["packs"], row["devices"]) == ({"demo", "tiny"}, {"phone", "desktop"})
    assert row["days"] == 1


@pytest.mark.usefixtures("either_engine")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_export_has_them(here: World, tmp_path: Path, form: str) -> None:
    here.answer("ann")
    here.answer("cy", consent_version=None)
    lines = export(here.url, "csv" if form == "csv" else "parquet", tmp_path / "out", 5)
    assert "Left out: 1 trials of players who did not agree to publishing" in lines
    content = (tmp_path / "out" / f"spatial.{form}").read_bytes()
    rows = (
        list(csv.DictReader(io.StringIO(content.decode())))
        if form == "csv"
        else pq.read_table(io.BytesIO(content)).to_pylist()
    )
    assert [(row["player"], float(row["azimuth"])) for row in rows] == [("ann", 20.0)]
    assert [row["counts"] for row in rows] == ["true" if form == "csv" else True]
