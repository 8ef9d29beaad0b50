import stat

import pytest

from game.players import Registry, host_key
from game.refusals import UnknownPlayer


@pytest.fixture
def registry():
    return Registry(b"a key")


def test_a_token_stands_for_the_same_player_for_ever(registry):
    token = registry.issue()
    assert registry.identity(token) == Registry(b"a key").identity(token)
    assert registry.player_id(token) == registry.identity(token).id


def test_no_two_players_share_a_name(registry):
    players = [registry.identity(registry.issue()) for _ in range(500)]
    for names in zip(*((p.id, p.pseudonym, p.withdrawal_code) for p in players), strict=True):
        assert len(set(names)) == 500


def test_public_names_tell_neither_the_token_nor_the_stores_name(registry):
    token = registry.issue()
    who = registry.identity(token)
    public = who.pseudonym.removeprefix("ew-")
    assert public not in token
    assert public not in who.id
    assert public not in who.withdrawal_code


def test_another_key_knows_nobody(registry):
    with pytest.raises(UnknownPlayer):
        Registry(b"another").player_id(registry.issue())


def test_a_token_that_was_touched_is_unknown(registry):
    token = registry.issue()
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        forged = token[:place] + other + token[place + 1 :]
        if place < len(token) - 1:  # the last character holds two bits that mean nothing
            with pytest.raises(UnknownPlayer):
                registry.player_id(forged)


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 43, "A" * 5000, "\x00", "a b", "===="])
def test_what_was_never_a_token_is_unknown(registry, token):
    with pytest.raises(UnknownPlayer):
        registry.player_id(token)


def test_the_hosts_key_is_made_once_and_only_the_host_can_read_it(tmp_path):
    key = host_key("", tmp_path)
    assert len(key) == 64
    assert host_key("", tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_a_chosen_key_stands_above_the_kept_one(tmp_path):
    host_key("", tmp_path)
    assert host_key("chosen", tmp_path) == b"chosen"
