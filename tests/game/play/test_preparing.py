"""Rounds prepared while a reveal is read, through the application."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from game.store.compiled import from_json
from tests.builders.running_game import HEARD_SECONDS, TOWNS, Clock, Player, running, services_of, write_pack
from tests.databases import rows

Json = dict[str, Any]
READING_SECONDS = 300.0


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(tmp_path: Path, clock: Clock, either_url: str) -> Iterator[TestClient]:
    pack = write_pack(tmp_path / "towns", TOWNS)
    env = {"EARWITNESS_PACK": str(pack), "EARWITNESS_DATABASE": either_url}
    with running(tmp_path / "state", clock, **env) as client:
        yield client


@pytest.fixture
def player(client: TestClient) -> Player:
    return Player(client)


def between_rounds(player: Player, mode: str = "random") -> str:
    """A game whose first round is closed."""
    game: str = player.start(mode)["game"]
    player.guess(player.deal(game)["round"])
    return game


def prepare(player: Player, game: str) -> Json:
    reply = player.post(f"/api/games/{game}/ahead")
    assert reply.status_code == 200, reply.text
    prepared: Json = reply.json()
    return prepared


def refused(player: Player, game: str) -> bool:
    return bool(player.post(f"/api/games/{game}/ahead").status_code == 204)


def stored(url: str) -> list[Json]:
    return rows(url, "SELECT * FROM rounds ORDER BY number")


def test_what_is_prepared_is_the_round_that_is_dealt(player):
    game = between_rounds(player)
    prepared = prepare(player, game)
    assert prepared == prepare(player, game)  # as another tab asks
    assert (prepared["number"], prepared["of"]) == (2, 5)
    assert player.deal(game) == prepared


def test_until_it_is_dealt_nothing_is_open_and_reading_takes_no_time_of_the_round(
    client, player, clock, either_url
):
    game = between_rounds(player)
    prepared = prepare(player, game)
    assert client.get(prepared["audio"]).status_code == 200
    assert [r["status"] for r in player.get(f"/api/games/{game}").json()["rounds"]] == ["guessed"]
    assert player.post(f"/api/rounds/{prepared['round']}/guess", {"lat": 0, "lon": 0}).status_code == 404
    clock.now += READING_SECONDS
    player.deal(game)
    clock.now += HEARD_SECONDS
    player.guess(prepared["round"], seconds_heard=HEARD_SECONDS, plays=1, seconds_to_guess=HEARD_SECONDS)
    row = stored(either_url)[1]
    assert row["seconds_open"] == HEARD_SECONDS
    assert row["bytes_served"] == row["audio_bytes"] > 0
    assert (from_json(row["why_not"]), row["was_prepared"]) == ([], 1)


def test_bytes_that_were_written_before_it_was_dealt_are_counted(client, player, clock, either_url):
    game = between_rounds(player)
    prepared = prepare(player, game)
    client.get(prepared["audio"])
    client.portal.call(services_of(client).game_service.write_bytes_served)
    player.deal(game)
    player.guess(prepared["round"])
    row = stored(either_url)[1]
    assert row["bytes_served"] == row["audio_bytes"] > 0


def test_whoever_leaves_abandons_nothing_and_finds_the_game_as_it_was(client, player, clock, either_url):
    game = between_rounds(player)
    prepared = prepare(player, game)
    client.get(prepared["audio"])
    clock.now += 10 * 3600
    client.portal.call(services_of(client).game_service.sweep)
    assert [row["status"] for row in stored(either_url)] == ["guessed"]
    assert player.deal(game)["round"] == prepared["round"]


def test_after_a_day_another_clip_may_be_drawn(client, player, clock):
    game = between_rounds(player)
    prepared = prepare(player, game)
    clock.now += 25 * 3600
    client.portal.call(services_of(client).game_service.sweep)
    assert client.get(prepared["audio"]).status_code == 404
    dealt = player.deal(game)
    assert (dealt["round"] != prepared["round"], dealt["number"]) == (True, 2)


def test_a_clip_heard_ahead_is_not_escaped_by_starting_another_game(player):
    prepared = prepare(player, between_rounds(player))
    assert player.deal(player.start()["game"])["round"] == prepared["round"]


def test_a_game_of_another_mode_begins_with_a_clip_of_its_own(player):
    prepared = prepare(player, between_rounds(player))
    assert player.deal(player.start("practice")["game"])["round"] != prepared["round"]


@pytest.mark.parametrize("mode", ["practice", "replay"])
def test_other_ordinary_games_are_prepared_too(mode, player):
    player.play()
    game = between_rounds(player, mode)
    prepared = prepare(player, game)
    assert player.deal(game) == prepared


def test_nothing_is_prepared_before_the_first_during_a_round_or_after_the_last(player):
    game = player.start()["game"]
    assert refused(player, game)
    for _ in range(5):
        dealt = player.deal(game)
        assert refused(player, game)
        player.guess(dealt["round"])
    assert refused(player, game)


def test_a_player_has_at_most_three_prepared(player):
    games = [between_rounds(player, "practice") for _ in range(4)]
    assert [refused(player, game) for game in games] == [False, False, False, True]


def test_another_player_prepares_nothing_in_a_game(client, player):
    game = between_rounds(player)
    assert Player(client).post(f"/api/games/{game}/ahead").status_code == 404


def test_withdrawing_deletes_what_is_prepared(client, player, either_url):
    prepared = prepare(player, between_rounds(player))
    assert client.delete("/api/players/me", headers=player.headers).status_code < 300
    assert client.get(prepared["audio"]).status_code == 404
