"""Copies of a database that is in use, and the way back to them."""

import asyncio
import shutil
import sqlite3
import stat

import pytest
from sqlalchemy import text

from game.__main__ import main
from game.store import backup
from game.store.backup import back_up
from game.store.database import Store
from game.store.errors import StoreError
from tests.builders.running_game import Player, running

ADD = text("INSERT INTO players (id, pseudonym, consent, client) VALUES (:id, :id, 1, 'api')")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "game.db"


@pytest.fixture
def store(file):
    store = Store(f"sqlite:///{file}")
    yield store
    asyncio.run(store.close())


def add(store, name):
    asyncio.run(store.write(lambda connection: connection.execute(ADD, {"id": name}) and None))


def names(file):
    connection = sqlite3.connect(file)
    found = {name for (name,) in connection.execute("SELECT id FROM players")}
    connection.close()
    return found


def test_a_copy_is_one_file_with_everything_up_to_its_beginning_whatever_is_written_meanwhile(
    store, file, tmp_path, monkeypatch
):
    monkeypatch.setattr(backup, "PAGES", 1)
    add(store, "before")
    steps = []

    def write_on(copied, total):
        steps.append((copied, total))
        add(store, f"meanwhile {len(steps)}")

    rows = back_up(file, tmp_path / "copies" / "copy.db", write_on)
    copied, total = zip(*steps, strict=True)
    assert list(copied) == sorted(set(copied))  # it never began anew
    assert copied[-1] == total[-1]
    assert names(tmp_path / "copies" / "copy.db") == {"before"}
    assert rows["players"] == 1
    assert [one.name for one in (tmp_path / "copies").iterdir()] == ["copy.db"]
    assert stat.S_IMODE((tmp_path / "copies" / "copy.db").stat().st_mode) == 0o600


def test_a_copy_replaces_nothing_and_leaves_nothing_when_it_fails(store, file, tmp_path, monkeypatch):
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        back_up(file, tmp_path / "there.db")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(StoreError, match="make room"):
        back_up(file, tmp_path / "copy.db")
    monkeypatch.undo()
    before = set(tmp_path.iterdir())
    with pytest.raises(ZeroDivisionError):
        back_up(file, tmp_path / "copy.db", lambda copied, total: 1 / 0)
    assert set(tmp_path.iterdir()) == before
    assert (tmp_path / "there.db").read_text() == "mine"


def test_the_documented_way_back_loses_nothing_that_was_answered_before(tmp_path, monkeypatch, capsys):
    state, copy = tmp_path / "state", tmp_path / "copy.db"
    with running(state) as client:
        player = Player(client)
        played = player.play("practice")
        monkeypatch.setenv("EARWITNESS_STATE", str(state))
        assert main(["backup", str(copy)]) == 0
        assert "5 rounds of 1 players" in capsys.readouterr().out
        player.play("practice")
    for one in state.glob("earwitness.db*"):
        one.unlink()
    shutil.copy(copy, state / "earwitness.db")
    with running(state) as client:
        player.client = client
        assert player.get("/api/players/me").json()["rounds"] == len(played) == 5
        assert len(player.play("practice")) == 5


def test_a_database_copied_alone_from_a_running_game_is_refused_and_can_still_be_played(tmp_path):
    live, copied = tmp_path / "live", tmp_path / "copied"
    copied.mkdir()
    with running(live) as client:
        Player(client).play("practice")
        for name in ("earwitness.db", "secret"):
            shutil.copy(live / name, copied / name)
    with pytest.raises(StoreError, match="copied while a game was writing") as raised, running(copied):
        pass
    word = str(raised.value).split("the word ")[1].split()[0]
    (copied / "earwitness.db-run").write_text(word)
    with running(copied) as client:
        assert client.get("/readyz").status_code == 200
    with running(live) as client:  # which ended well
        assert client.get("/readyz").status_code == 200


def test_a_killed_game_whose_log_another_process_emptied_starts_again(store, file, tmp_path):
    add(store, "someone")
    killed = tmp_path / "killed"
    killed.mkdir()
    for one in tmp_path.glob("game.db*"):
        if not one.name.endswith("-shm"):
            shutil.copy(one, killed / one.name)
    sqlite3.connect(killed / "game.db").execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    again = Store(f"sqlite:///{killed / 'game.db'}")
    asyncio.run(again.close())
    assert names(killed / "game.db") == {"someone"}
