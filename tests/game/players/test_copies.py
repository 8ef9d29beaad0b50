"""Who withdraws, or whose time is up, is gone from the copies that upgrades made as well."""

import asyncio
import secrets
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from game.__main__ import main
from game.play.retention import delete_expired
from game.players.copies import withdraw_in_copies
from game.players.identity import Registry
from game.players.withdrawals import withdraw
from game.store.database import Store
from tests.builders.earlier_database import earlier_database
from tests.builders.running_game import Player, running

KEY = "0123456789abcdef" * 4
REGISTRY = Registry(KEY.encode())


@pytest.fixture
def tokens():
    return [REGISTRY.issue() for _ in range(40)]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "earwitness.db"


@pytest.fixture
def store(file, tokens):
    """Opened for the first time after an upgrade."""
    everyone = [REGISTRY.identity(token) for token in tokens]
    earlier_database(f"sqlite:///{file}", "0005a", {who.id: who.pseudonym for who in everyone})
    opened = Store(f"sqlite:///{file}")
    yield opened
    asyncio.run(opened.close())


def copy_of(file, version="0005a"):
    return file.with_name(f"earwitness-schema-{version}.db")


def rows(file, query):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def leave(store, who):
    asyncio.run(store.write(lambda connection: withdraw(connection, REGISTRY, who, publishes=False)))


@pytest.mark.parametrize("version", ["0003", "0004", "0005a"])
def test_nothing_in_the_state_folder_names_who_withdrew_by_any_road(
    tmp_path, file, tokens, version, monkeypatch, capsys
):
    everyone = [REGISTRY.identity(token) for token in tokens]
    (tmp_path / "secret").write_text(KEY)
    earlier_database(f"sqlite:///{file}", version, {who.id: who.pseudonym for who in everyone})
    by_browser, by_code, by_command, *stay = everyone
    with running(tmp_path) as client:
        headers = {"X-Earwitness-Player": tokens[0]}
        assert client.delete("/api/players/me", headers=headers).status_code == 204
        reply = client.post("/api/withdrawals", json={"code": by_code.withdrawal_code})
        assert reply.status_code == 200
        monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
        assert main(["withdraw", by_command.withdrawal_code]) == 0
        files = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert {file, copy_of(file, version), file.with_name("earwitness.db-wal")} <= set(files)
        for one in files:
            content = one.read_bytes()
            for who in (by_browser, by_code, by_command):
                assert who.pseudonym.encode() not in content, one
                assert who.id.encode() not in content, one
    copy = copy_of(file, version)
    assert sorted(rows(copy, "SELECT pseudonym FROM players")) == sorted((who.pseudonym,) for who in stay)
    assert rows(copy, "SELECT count(*) FROM rounds") == [(2 * len(stay),)]
    assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
    assert len(rows(copy, "SELECT * FROM withdrawals WHERE state = 'done' AND pseudonym IS NULL")) == 3


def test_a_copy_whose_players_have_other_names_by_now_goes_with_the_first_withdrawal(tmp_path, file):
    (tmp_path / "secret").write_text(KEY)
    earlier_database(f"sqlite:///{file}", "0001", {"old-id": "ew-old"})
    with running(tmp_path) as client:
        Player(client).play("practice")
        assert copy_of(file, "0001").exists()
        player = Player(client)
        assert client.delete("/api/players/me", headers=player.headers).status_code == 204
        assert not copy_of(file, "0001").exists()


def test_a_copy_in_use_is_cleaned_the_next_time_and_a_damaged_one_is_deleted(
    store, file, tokens, monkeypatch, caplog
):
    monkeypatch.setattr("game.store.schema_copies.LOCK_SECONDS", 0.0)
    who = REGISTRY.identity(tokens[0])
    leave(store, who)
    with closing(sqlite3.connect(copy_of(file), isolation_level=None)) as reader:
        reader.execute("BEGIN IMMEDIATE")
        withdraw_in_copies(store.engine, REGISTRY)
    assert "tried again" in caplog.text
    assert who.pseudonym.encode() in copy_of(file).read_bytes()
    withdraw_in_copies(store.engine, REGISTRY)
    assert who.pseudonym.encode() not in copy_of(file).read_bytes()

    leave(store, REGISTRY.identity(tokens[1]))
    copy_of(file).write_bytes(b"SQLite format 3\0" + secrets.token_bytes(5000))
    withdraw_in_copies(store.engine, REGISTRY)
    assert not copy_of(file).exists()


def test_a_damaged_migrated_database_costs_no_copy(store, file, tokens, caplog):
    leave(store, REGISTRY.identity(tokens[0]))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE withdrawals")
    before = copy_of(file).read_bytes()
    withdraw_in_copies(store.engine, REGISTRY)
    assert copy_of(file).read_bytes() == before
    assert "tried again" in caplog.text


def test_files_that_only_look_like_copies_are_left_alone_and_drafts_of_copies_are_not(store, file, tokens):
    note = file.with_name("earwitness-schema-notes.db")
    note.write_text("mine")
    draft = file.with_name(".earwitness-schema-0005a.db.0a1b2c3d.part")
    draft.write_text("half a copy")
    withdraw_in_copies(store.engine, REGISTRY)
    assert note.read_text() == "mine"
    assert not draft.exists()


def test_what_was_shared_goes_from_the_copies_with_its_maker(store, file, tokens):
    leaving, staying = (REGISTRY.identity(token) for token in tokens[:2])
    games = "SELECT game FROM games WHERE player_id = '{}'"
    shared = [
        REGISTRY.challenge(game)
        for who in (leaving, staying)
        for (game,) in rows(copy_of(file), games.format(who.id))
    ]
    with closing(sqlite3.connect(copy_of(file))) as copy, copy:
        copy.execute("CREATE TABLE challenges (challenge TEXT)")
        copy.executemany("INSERT INTO challenges VALUES (?)", [(name,) for name in shared])
    leave(store, leaving)
    withdraw_in_copies(store.engine, REGISTRY)
    left = {name for (name,) in rows(copy_of(file), "SELECT challenge FROM challenges")}
    assert left == set(shared[len(shared) // 2 :])
    assert left


@pytest.mark.parametrize(("before", "left"), [(date(2027, 1, 15), 80), (date(2027, 1, 16), 0)])
def test_rounds_whose_time_is_up_go_from_the_copies(store, file, before, left):
    asyncio.run(delete_expired(store, before))
    assert rows(copy_of(file), "SELECT count(*) FROM rounds") == [(left,)]
    assert rows(copy_of(file), "SELECT count(*) FROM games") == [(left / 2,)]
    assert rows(copy_of(file), "SELECT count(*) FROM players") == [(40,)]
