"""Consent, background and withdrawal over the HTTP API, through the whole application and a real store."""

import hashlib
import json
import logging
import sqlite3
from datetime import date

import pytest
from sqlalchemy import update

from game.api import request_limits
from game.columns import BACKGROUND
from game.players import background_fields
from game.players.languages import LANGUAGES
from game.publishing.anonymity import players_table
from game.publishing.player_rows import player_rows
from game.store.tables import players as players_rows
from game.store.tables import rounds
from tests import databases
from tests.builders.running_game import TOWNS, Player, running, services_of, write_pack

ANSWERS = {
    "age_band": "25-34",
    "languages": ["sw", "de"],
    "continents_lived": ["Africa", "Europe"],
    "hearing": "typical",
}
NOTHING = {column.name: None for column in BACKGROUND}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return str(write_pack(tmp_path_factory.mktemp("packs") / "towns", TOWNS))


@pytest.fixture(scope="module")
def client(tmp_path_factory, pack):
    with running(tmp_path_factory.mktemp("state"), EARWITNESS_PACK=pack) as client:
        yield client


@pytest.fixture(scope="module")
def publishing(tmp_path_factory, pack):
    env = {"EARWITNESS_DATASET": "someone/guesses", "EARWITNESS_SECRET": "a key that lasts"}
    with running(tmp_path_factory.mktemp("publishing"), EARWITNESS_PACK=pack, **env) as client:
        yield client


def rows(client, query, *values):
    return databases.rows(services_of(client).settings.database_url, query, *values)


def change(player, **body):
    return player.client.patch("/api/players/me", json=body, headers=player.headers)


def withdraw(client, code):
    return client.post("/api/withdrawals", json={"code": code})


def versions(client, player):
    """Versions stored with a player's closed rounds, in their order."""
    query = (
        "SELECT rounds.consent_version AS version FROM rounds JOIN players ON players.id = player_id "
        "WHERE pseudonym = ? AND status <> 'open' ORDER BY closed_before"
    )
    return [row["version"] for row in rows(client, query, player.joined["pseudonym"])]


@pytest.mark.slow
def test_the_text_is_given_with_its_version_and_all_that_a_page_shows(client, publishing):
    here, public = (host.get("/api/consent").json() for host in (client, publishing))
    assert here["version"].startswith("here-") and public["version"].startswith("soon-")
    shown = {name: value for name, value in here.items() if name != "version"}
    canonical = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert here["version"] == f"here-{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"
    assert [part["name"] for part in here["parts"]] == [
        "kept",
        "trials",
        "public",
        "others",
        "how_long",
        "age",
        "withdraw",
        "ask",
    ]
    assert "18" in here["agree"] and here["just_play"] and here["without"]
    assert here["dataset"] is None
    assert public["dataset"]["url"] == "https://huggingface.co/datasets/someone/guesses"


def test_who_just_plays_plays_without_agreeing_and_no_guess_says_otherwise(client):
    player = Player(client, consent=False)
    player.play()
    assert versions(client, player) == [None] * 5
    assert player.get("/api/players/me").json()["consent"] is False


def test_agreeing_later_holds_from_then_on_and_stopping_too_without_withdrawing(client):
    player = Player(client, consent=False)
    game = player.start()["game"]

    def guess():
        player.guess(player.deal(game)["round"])

    guess()
    dealt_before = player.deal(game)["round"]
    agreed = change(player, consent=True).json()
    offered = client.get("/api/consent").json()["version"]
    assert (agreed["consent"], agreed["consent_version"]) == (True, offered)
    assert "from now on" in agreed["note"]
    player.guess(dealt_before)
    guess()
    stopped = change(player, consent=False).json()
    assert (stopped["consent"], stopped["consent_version"]) == (False, None)
    guess()
    assert versions(client, player) == [None, offered, offered, None]


def test_only_the_text_that_is_offered_can_be_agreed_to_and_it_is_kept(client, publishing):
    here, public = (host.get("/api/consent").json()["version"] for host in (client, publishing))
    assert change(Player(client), consent=True).json()["consent_version"] == here
    assert change(Player(client), consent=True, consent_version=here).json()["consent_version"] == here
    kept = rows(client, "SELECT version, text FROM consent_texts")
    assert [row["version"] for row in kept] == [here]
    assert hashlib.sha256(kept[0]["text"].encode()).hexdigest()[:32] == here.removeprefix("here-")
    for other in (public, "play-1", "play-2-here", "no such text", ""):
        refused = [
            change(Player(client), consent=True, consent_version=other),
            client.post("/api/players", json={"consent": True, "consent_version": other}),
        ]
        assert [(reply.status_code, reply.json()["key"]) for reply in refused] == [(422, "other_consent")] * 2


def test_who_agreed_to_an_earlier_text_has_agreed_to_that_text(client):
    player = Player(client)
    with services_of(client).store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE players SET consent_version = 'play-2-here'")
    assert player.get("/api/players/me").json()["consent_version"] == "play-2-here"
    player.play()
    assert versions(client, player) == ["play-2-here"] * 5


def test_what_a_player_tells_is_theirs_to_read_change_and_take_back(client):
    player = Player(client)
    assert player.get("/api/players/me").json()["background"] == NOTHING
    saved = change(player, background=ANSWERS).json()
    assert saved["background"] == NOTHING | ANSWERS
    assert "note" not in saved
    changed = change(player, background={"age_band": "35-44", "hearing": None, "languages": []}).json()
    assert changed["background"] == NOTHING | {"age_band": "35-44", "continents_lived": ["Africa", "Europe"]}
    assert player.get("/api/players/me").json() == changed
    assert change(player, background={}).json() == changed
    assert change(player, background=None).json()["background"] == NOTHING
    assert changed["consent"] is True


def test_all_that_the_form_offers_can_be_told(client):
    player = Player(client)
    fields = client.get("/api/background").json()["fields"]
    assert fields == background_fields.form()
    for field in fields:
        values = [choice["value"] for choice in field["choices"]]
        most = field["most"]
        parts = [values[at : at + most] for at in range(0, len(values), most)] if most > 1 else values
        for part in parts:
            reply = change(player, background={field["name"]: part})
            assert reply.json()["background"][field["name"]] == part


@pytest.mark.parametrize(
    "background",
    [
        {"age_band": "29"},
        {"languages": ["Klingon"]},
        {"languages": "de"},
        {"languages": list(LANGUAGES)[:9]},
        {"continents_lived": ["Atlantis"]},
        {"hearing": "I was born deaf"},
        {"headphones": True},
        {"name": "Someone"},
        [],
        "young",
    ],
)
def test_nothing_but_the_choices_can_be_told(client, background):
    player = Player(client)
    change(player, background=ANSWERS)
    reply = change(player, background=background)
    assert reply.status_code == 422
    assert reply.json()["detail"].endswith(".")
    assert player.get("/api/players/me").json()["background"] == NOTHING | ANSWERS


def test_a_change_of_nothing_is_refused_with_a_sentence(client):
    for body in ({}, {"consent": None}):
        reply = change(Player(client), **body)
        assert reply.status_code == 422
        assert reply.json()["detail"].startswith("Say what to change")


def test_what_a_player_tells_stands_in_no_row_of_a_guess(client):
    player = Player(client)
    change(player, background=ANSWERS)
    player.play()
    pseudonym = player.joined["pseudonym"]
    stored = rows(
        client,
        "SELECT rounds.* FROM rounds JOIN players ON players.id = player_id WHERE pseudonym = ?",
        pseudonym,
    )
    assert len(stored) == 5
    assert not [row for row in stored if "25-34" in map(str, row.values())]
    assert not {column.name for column in BACKGROUND} & stored[0].keys()


def test_withdrawing_by_token_or_code_deletes_all_and_says_how_it_stands(client):
    for how in ("token", "code"):
        player = Player(client)
        player.play()
        code, pseudonym = player.joined["withdrawal_code"], player.joined["pseudonym"]
        if how == "token":
            assert client.delete("/api/players/me", headers=player.headers).status_code == 204
        reply = withdraw(client, code.replace("-", " ").upper())
        assert (reply.status_code, reply.json()["state"]) == (200, "done")
        assert "dataset" not in reply.json()["detail"]
        assert rows(client, "SELECT * FROM players WHERE pseudonym = ?", pseudonym) == []
        assert rows(client, "SELECT * FROM rounds WHERE player_id NOT IN (SELECT id FROM players)") == []
        assert player.get("/api/players/me").status_code == 401
        assert change(player, consent=True).status_code == 401
        assert client.delete("/api/players/me", headers=player.headers).status_code == 204


def test_with_a_dataset_a_withdrawal_waits_for_it_and_keeps_no_more_than_it_needs(publishing):
    player = Player(publishing)
    player.play()
    for _ in range(2):
        reply = withdraw(publishing, player.joined["withdrawal_code"]).json()
        assert reply["state"] == "waiting"
        assert "Removal from the dataset is pending" in reply["detail"]
    registry = services_of(publishing).registry
    job = {"tombstone": registry.tombstone(player.joined["pseudonym"]), "state": "waiting"}
    assert job | {"pseudonym": player.joined["pseudonym"]} in rows(publishing, "SELECT * FROM withdrawals")


@pytest.mark.parametrize("code", ["", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa", "x" * 100, "é", "\x00"])
def test_a_code_that_was_never_given_withdraws_nobody(client, code):
    before = rows(client, "SELECT * FROM withdrawals")
    reply = withdraw(client, code)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert "letter" in reply.json()["detail"]
    assert rows(client, "SELECT * FROM withdrawals") == before


@pytest.mark.parametrize("body", [{}, {"code": 5}, {"code": None}, {"code": "x" * 101}])
def test_a_body_without_a_code_is_422(client, body):
    assert client.post("/api/withdrawals", json=body).status_code == 422


def test_codes_cannot_be_tried_out_without_end(tmp_path, pack):
    limited = {"EARWITNESS_RATE_LIMIT": "on", "EARWITNESS_PLAYERS_PER_ADDRESS": "2"}
    with running(tmp_path, EARWITNESS_PACK=pack, **limited) as client:
        replies = [
            withdraw(client, "aaaaa").status_code for _ in range(2 * request_limits.WITHDRAWALS.burst + 1)
        ]
        assert set(replies[:-1]) == {404}
        assert replies[-1] == 429
        assert client.post("/api/players", json={}).status_code == 201


@pytest.mark.on_sqlite
@pytest.mark.slow
def test_no_line_of_the_log_tells_who_somebody_is_even_when_the_store_is_locked(tmp_path, pack, caplog):
    caplog.set_level(logging.DEBUG)
    with running(tmp_path, EARWITNESS_PACK=pack) as client:
        player = Player(client)
        who = services_of(client).registry.identity(player.joined["player"])
        client.post("/api/players", json={"consent_version": who.pseudonym})
        change(player, background=ANSWERS)
        change(player, background={"age_band": who.pseudonym})
        player.play()
        withdraw(client, who.withdrawal_code[:-1])
        locked = sqlite3.connect(tmp_path / "earwitness.db", isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        assert change(player, background={"hearing": "reduced"}).status_code == 503
        assert withdraw(client, who.withdrawal_code).status_code == 503
        locked.close()
        assert withdraw(client, who.withdrawal_code).status_code == 200
    for name in (player.joined["player"], who.id, who.pseudonym, who.withdrawal_code, "25-34"):
        assert name not in caplog.text


def test_the_census_counts_published_guesses_of_players_who_are_there(publishing):
    players = [Player(publishing) for _ in range(5)]
    for player in players:
        change(player, background=ANSWERS)
        game = player.start()["game"]
        for _ in range(2):
            player.guess(player.deal(game)["round"], device="phone")
    with services_of(publishing).store.engine.begin() as connection:
        connection.execute(update(rounds).values(why_not=[]))
        connection.execute(update(rounds).filter_by(number=2).values(day=date(2026, 1, 1)))
    silent = Player(publishing, consent=False)
    silent.play()
    elsewhere = Player(publishing)
    with services_of(publishing).store.engine.begin() as connection:
        of_them = {"pseudonym": elsewhere.joined["pseudonym"]}
        connection.execute(update(players_rows).filter_by(**of_them).values(consent_version="here-1"))
    elsewhere.play()
    with services_of(publishing).store.engine.connect() as connection:
        counted = {row["player"]: row for row in player_rows(connection)}
    names = {player.joined["pseudonym"] for player in players}
    assert names <= counted.keys()
    assert not {silent.joined["pseudonym"], elsewhere.joined["pseudonym"]} & counted.keys()
    for name in names:
        assert counted[name] == {
            "player": name,
            "consent": True,
            "background": ANSWERS,
            "packs": {"towns"},
            "studies": set(),  # the public game is none
            "devices": {"phone"},
            "days": 2,
        }
    table = players_table(counted.values(), [])
    assert {row["player"] for row in table} == names
    assert {(row["age_band"], *row["languages"]) for row in table} == {("25-34", "de", "sw")}
