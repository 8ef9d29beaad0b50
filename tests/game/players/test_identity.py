import base64
import contextlib
import hashlib
import hmac
import stat

import pytest

from game.errors import UnknownCode, UnknownPlayer
from game.players.host_key import host_key
from game.players.identity import Registry


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


def test_names_tell_nothing_of_each_other(registry):
    token = registry.issue()
    who = registry.identity(token)
    secret = base64.urlsafe_b64decode(token + "=")[:16].hex()
    names = {secret, who.id, who.pseudonym.removeprefix("ew-"), who.withdrawal_code.replace("-", "")}
    names |= {registry.tombstone(who.pseudonym), token}
    assert len(names) == 6
    for name in names:
        pieces = {name[at : at + 5] for at in range(len(name) - 4)}
        assert not any(piece in other for piece in pieces for other in names - {name}), name


def test_names_are_the_keyed_hashes_that_they_are_said_to_be(registry):
    def keyed(purpose, name):
        return hmac.new(b"a key", purpose + b":" + name, hashlib.sha256).digest()

    def letters(raw, count):
        return base64.b32encode(raw).decode().lower()[:count].encode()

    token = registry.issue()
    body = letters(keyed(b"withdrawal", base64.urlsafe_b64decode(token + "=")[:16]), 20)
    pseudonym = b"ew-" + letters(keyed(b"pseudonym", body), 16)
    who = registry.identity(token)
    assert who.withdrawal_code.replace("-", "").encode() == body + letters(keyed(b"check", body), 5)
    assert who.pseudonym.encode() == pseudonym
    assert who.id == keyed(b"player", pseudonym).hex()
    assert registry.tombstone(who.pseudonym) == keyed(b"tombstone", pseudonym).hex()


def test_with_the_hosts_key_a_code_and_a_pseudonym_lead_to_their_player(registry):
    who = registry.identity(registry.issue())
    assert registry.of_code(who.withdrawal_code) == who
    assert registry.of_pseudonym(who.pseudonym) == who.id


@pytest.mark.parametrize(
    "typed",
    [
        str.upper,
        str.title,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "\u2013"),
        lambda code: f"\ufeff {code[:12]}\r\n{code[12:]}\t",
    ],
)
def test_a_code_is_read_however_it_was_typed(registry, typed):
    who = registry.identity(registry.issue())
    assert registry.of_code(typed(who.withdrawal_code)) == who


def test_a_code_with_any_letter_wrong_is_not_another_players(registry):
    code = registry.identity(registry.issue()).withdrawal_code
    for place in (place for place, letter in enumerate(code) if letter != "-"):
        other = "a" if code[place] != "a" else "b"
        with pytest.raises(UnknownCode):
            registry.of_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("code", ["", "-", "x" * 25, "é" * 25, "a" * 5000, "\x00", "\ud800", "aaaaa-aaaaa"])
def test_what_was_never_a_code_is_unknown(registry, code):
    with pytest.raises(UnknownCode):
        registry.of_code(code)


def test_another_key_knows_no_code_and_gives_other_names(registry):
    who = registry.identity(registry.issue())
    with pytest.raises(UnknownCode):
        Registry(b"another").of_code(who.withdrawal_code)
    assert Registry(b"another").of_pseudonym(who.pseudonym) != who.id


def test_another_key_knows_nobody(registry):
    with pytest.raises(UnknownPlayer):
        Registry(b"another").player_id(registry.issue())


def test_a_token_that_was_touched_is_unknown(registry):
    token = registry.issue()
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        forged = token[:place] + other + token[place + 1 :]
        with pytest.raises(UnknownPlayer):
            registry.player_id(forged)


def test_a_token_is_spelled_in_one_way_only(registry):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = next(issued for issued in iter(registry.issue, "") if {"-", "_"} & set(issued))
    unused_bits = {token[:-1] + letter for letter in alphabet}
    others = {token + "=", token.replace("-", "+").replace("_", "/"), f" {token}", f"{token}\n"} | unused_bits
    readable = set()
    for other in others - {token}:
        with contextlib.suppress(UnknownPlayer):
            readable.add(registry.player_id(other))
    assert readable == set()


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
