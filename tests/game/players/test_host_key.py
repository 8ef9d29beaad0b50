"""The host's key: made once, kept, recognised, and never replaced without a word."""

import asyncio

import pytest

from game.players.host_key import host_key, open_registry
from game.players.identity import Registry
from game.settings import SettingError, Settings
from game.store import facts, tables
from game.store.database import Store
from game.store.tables import players

LONG = "a key that nobody can guess"


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'earwitness.db'}")
    yield store
    asyncio.run(store.close())


def settings(tmp_path, key=""):
    return Settings.from_env({"EARWITNESS_STATE": str(tmp_path), "EARWITNESS_SECRET": key})


def join(store, registry):
    who = registry.identity(registry.issue())
    values = {"id": who.id, "pseudonym": who.pseudonym, "consent": True, "client": "page"}
    asyncio.run(store.write(lambda connection: connection.execute(players.insert().values(values)) and None))


def forget_check(store):
    delete = tables.facts.delete().where(tables.facts.c.name == facts.KEY_CHECK)
    asyncio.run(store.write(lambda connection: connection.execute(delete) and None))


@pytest.mark.parametrize("key", ["a", "0123456789abcde", "  short  "])
def test_a_key_that_can_be_guessed_is_refused_without_showing_it(tmp_path, key):
    with pytest.raises(SettingError, match=r"EARWITNESS_SECRET.*16 characters.*openssl rand") as raised:
        settings(tmp_path, key)
    assert repr(key) not in str(raised.value)


def test_another_key_is_refused_with_what_to_do(store, tmp_path):
    join(store, open_registry(settings(tmp_path, LONG), store.engine))
    assert open_registry(settings(tmp_path, LONG), store.engine).check_value()
    with pytest.raises(SettingError, match="not the one that this database was made with") as raised:
        open_registry(settings(tmp_path, LONG + "!"), store.engine)
    assert LONG not in str(raised.value)


def test_a_chosen_key_in_place_of_a_generated_one_is_told_where_that_is(store, tmp_path):
    join(store, open_registry(settings(tmp_path), store.engine))
    with pytest.raises(SettingError, match=f"The key in {tmp_path / 'secret'} fits"):
        open_registry(settings(tmp_path, LONG), store.engine)


def test_a_lost_key_is_not_made_anew(store, tmp_path):
    open_registry(settings(tmp_path), store.engine)
    (tmp_path / "secret").unlink()
    with pytest.raises(SettingError, match="key is lost"):
        open_registry(settings(tmp_path), store.engine)
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("content", ["", "cut off"])
def test_a_damaged_key_is_refused(tmp_path, content):
    (tmp_path / "secret").write_text(content)
    with pytest.raises(SettingError, match="key is damaged"):
        host_key("", tmp_path)


def test_a_database_that_does_not_know_its_key_learns_it_if_its_players_fit(store, tmp_path):
    join(store, open_registry(settings(tmp_path, LONG), store.engine))
    forget_check(store)
    with pytest.raises(SettingError, match="not the one"):
        open_registry(settings(tmp_path, LONG + "!"), store.engine)
    open_registry(settings(tmp_path, LONG), store.engine)
    with store.engine.connect() as connection:
        assert facts.get(connection, facts.KEY_CHECK) == Registry(LONG.encode()).check_value()
