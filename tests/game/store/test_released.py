"""Each released version's state folder, opened with the present game."""

import csv
import sqlite3
from contextlib import closing

import pytest

from game.__main__ import main
from game.project_files import ROOT
from game.store.schema import SCHEMA_VERSION
from tests.builders.released_state import VERSIONS, released_state
from tests.builders.running_game import Clock, Player, running

MIGRATIONS = ROOT / "game" / "store" / "migrations" / "versions"


def test_there_is_a_state_folder_of_every_schema():
    assert list(VERSIONS) == sorted(file.name.split("_")[0] for file in MIGRATIONS.glob("0*.py"))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_state_folder_is_upgraded_played_on_and_exported(tmp_path, version, monkeypatch):
    earlier = released_state(state := tmp_path / "state", version)
    with running(state, Clock()) as client:  # a day on which the round that was left open has timed out
        assert client.get("/readyz").json()["store"] == {"schema": SCHEMA_VERSION}
        player = Player.known(client, earlier.token)
        assert scores_of(player) == pytest.approx(earlier.closed)
        player.guess(player.deal(earlier.game)["round"])
        assert player.get("/api/players/me").json()["rounds"] == 5
    monkeypatch.setenv("EARWITNESS_STATE", str(state))
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "out")]) == 0
    exported = {row["round"]: row["geoscore"] for row in rows_of(tmp_path / "out" / "guesses.csv")}
    assert len(exported) == 5
    for name, score in earlier.closed.items():
        assert float(exported[name]) == pytest.approx(score, abs=0.01)
    if version != SCHEMA_VERSION:
        assert schema_of(state / f"earwitness-schema-{version}.db") == version


def scores_of(player):
    return {one["round"]: one["geoscore"] for one in player.get("/api/players/me/rounds").json()["rounds"]}


def rows_of(file):
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def schema_of(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
