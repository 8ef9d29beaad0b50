"""What a player might try over HTTP to know an answer before giving it, and what is noted of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from game.geo.geodesy import distance_km
from game.packs.pack import PRACTICE_PACK
from game.play.sittings import forget_times
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.builders.stored_guesses import add_rounds
from tests.databases import databases, rows

CLIPS = len(TOWNS)


@pytest.fixture
def clock():
    return Clock()


@contextmanager
def playing(tmp_path: Path, clock: Clock, **env: str) -> Iterator[Player]:
    if not (tmp_path / "towns").exists():
        write_pack(tmp_path / "towns", TOWNS)
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(tmp_path / "towns"), **env) as client:
        yield Player(client)


def stored(tmp_path: Path, query: str = "SELECT * FROM rounds ORDER BY touched_at") -> list[dict[str, Any]]:
    return rows(databases.url(tmp_path / "state"), query)


def skip(player: Player, round_: str) -> dict[str, Any]:
    reply = player.post(f"/api/rounds/{round_}/skip")
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


def deal_all(player: Player, game: dict[str, Any]) -> list[dict[str, Any]]:
    """Every round that a game deals, skipped one after the other."""
    dealt = []
    for _ in range(game["rounds"]):
        dealt.append(player.deal(game["game"]))
        dealt[-1]["reveal"] = skip(player, dealt[-1]["round"])
    return dealt


@pytest.mark.usefixtures("either_engine")
def test_a_replay_never_deals_the_clip_of_an_open_round(tmp_path, clock):
    """Deal, leave open, replay, skip, read the truth, guess the first: the replay has nothing to tell."""
    with playing(tmp_path, clock) as player:
        first = player.deal(player.start()["game"])
        assert player.post("/api/games", {"mode": "replay"}).status_code == 409
        heard = deal_all(player, player.start())
        for _ in range(4):
            replayed = deal_all(player, player.start("replay"))
            assert {r["reveal"]["clip"]["key"] for r in replayed} <= {
                r["reveal"]["clip"]["key"] for r in heard
            }
        player.guess(first["round"])
    by_round = {row["round"]: row for row in stored(tmp_path)}
    assert by_round[first["round"]]["revealed_before"] == 0
    assert {row["revealed_before"] for row in by_round.values() if row["mode"] == "replay"} == {1}


def test_what_was_revealed_is_hidden_while_it_is_heard_again(tmp_path, clock):
    """By the summary of the earlier game, and by giving the same answer again."""
    with playing(tmp_path, clock) as player:
        game = player.start()["game"]
        guessed = {}
        for _ in range(2):
            dealt = player.deal(game)
            guessed[dealt["round"]] = player.guess(dealt["round"], 1, 2)
        again = player.deal(player.start("replay")["game"])
        summary = player.get(f"/api/games/{game}").json()
        [hidden] = [r for r in summary["rounds"] if r["reveal"] is None]
        [shown] = [r for r in summary["rounds"] if r["reveal"] is not None]
        assert hidden["status"] == "guessed"
        assert summary["total"] == shown["reveal"]["geoscore"]
        refused = player.post(f"/api/rounds/{hidden['round']}/guess", {"lat": 1, "lon": 2})
        assert (refused.status_code, refused.json()["key"]) == (409, "heard_again")
        assert player.guess(shown["round"], 1, 2)["truth"] == guessed[shown["round"]]["truth"]
        reveal = skip(player, again["round"])
        assert reveal["clip"]["key"] == guessed[hidden["round"]]["clip"]["key"]
        assert all(r["reveal"] for r in player.get(f"/api/games/{game}").json()["rounds"])


def test_an_open_round_of_an_earlier_version_is_closed_when_another_reveals_its_clip(tmp_path, clock):
    with playing(tmp_path, clock) as player:
        first = player.deal(player.start()["game"])
        skip(player, first["round"])
        again = player.deal(player.start("replay")["game"])
        stored(tmp_path, "UPDATE rounds SET status = 'open' WHERE mode = 'random'")
        skip(player, again["round"])
        late = player.post(f"/api/rounds/{first['round']}/guess", {"lat": 0, "lon": 0})
        assert (late.status_code, late.json()["key"]) == (409, "round_abandoned")


@pytest.mark.usefixtures("either_engine")
def test_few_rounds_are_open_at_once_and_the_one_left_alone_longest_gives_way(tmp_path, clock):
    with playing(tmp_path, clock) as player:
        rounds = []
        for _ in range(3):
            rounds.append(player.deal(player.start()["game"]))
            clock.now += 60
        player.client.get(rounds[0]["audio"])  # the first is heard again, so the second is left alone longest
        rounds.append(player.deal(player.start()["game"]))
        late = player.post(f"/api/rounds/{rounds[1]['round']}/guess", {"lat": 0, "lon": 0})
        assert (late.status_code, late.json()["key"]) == (409, "round_abandoned")
        for kept in (rounds[0], rounds[2], rounds[3]):
            player.guess(kept["round"])
    statuses = [row["status"] for row in stored(tmp_path)]
    assert sorted(statuses) == ["abandoned", "guessed", "guessed", "guessed"]


def test_the_server_measures_how_long_a_round_was_open(tmp_path, clock):
    with playing(tmp_path, clock) as player:
        dealt = player.deal(player.start()["game"])
        clock.now += 12.34
        player.deal(player.start()["game"])
        player.client.get(dealt["audio"])
        clock.now += 10
        player.guess(dealt["round"], seconds_to_guess=500, seconds_heard=400)
    [row] = [row for row in stored(tmp_path) if row["status"] == "guessed"]
    assert (row["seconds_open"], row["dealt_at"]) == (22.3, None)


def test_a_day_has_an_end(tmp_path, clock):
    clock.now += -clock.now % 86_400 + 60  # a minute after midnight
    limits = {"EARWITNESS_RATE_LIMIT": "on", "EARWITNESS_ROUNDS_A_DAY": "7"}
    with playing(tmp_path, clock, **limits) as player:
        assert len(player.play("practice")) == 5
        assert player.start("practice")["rounds"] == 2
        assert len(player.play("practice")) == 2
        refused = player.post("/api/games", {"mode": "practice"})
        assert (refused.status_code, refused.json()["key"]) == (409, "enough_today")
        assert "tomorrow" in refused.json()["detail"]
        begun = Player(player.client)
        games = [begun.start("practice")["game"] for _ in range(8)]
        replies = [begun.post(f"/api/games/{game}/rounds") for game in games]
        assert [reply.status_code for reply in replies] == [201] * 7 + [409]
        clock.now += 86_400
        assert len(player.play("practice")) == 5


def test_players_of_one_address_are_flagged_beyond_the_number_that_the_host_counts(tmp_path, clock):
    with playing(
        tmp_path, clock, EARWITNESS_COUNTED_PER_ADDRESS="2", EARWITNESS_TRUSTED_PROXIES="1"
    ) as first:

        def flag(player: Player, address: str) -> int:
            player.client.headers["X-Forwarded-For"] = f"{clock.now}.9.9.9, {address}"
            dealt = player.deal(player.start()["game"])
            player.guess(dealt["round"])
            [row] = [row for row in stored(tmp_path) if row["round"] == dealt["round"]]
            return int(row["many_from_one_place"])

        second, third = Player(first.client), Player(first.client)
        first.client.headers["X-Forwarded-For"] = "10.0.0.9"
        came = (first, second, first, third, first)  # who was there before goes on counting
        assert [flag(player, "203.0.113.7") for player in came] == [0, 0, 0, 1, 0]
        assert flag(third, "198.51.100.7") == 0
        clock.now += 86_400
        assert flag(third, "203.0.113.7") == 0


def sweep(player: Player) -> None:
    assert isinstance(player.client, TestClient) and player.client.portal
    player.client.portal.call(services_of(player.client).game_service.sweep)


def what_history_says(played: list[dict[str, Any]], row: dict[str, Any]) -> tuple[int, float | None, bool]:
    """`closed_before`, `nearest_revealed_km` and `revealed_before`, from all rounds closed earlier."""
    closed = [r for r in played[: played.index(row)] if r["status"] != "open"]
    near = [
        distance_km(row["true_lat"], row["true_lon"], r["true_lat"], r["true_lon"])
        for r in closed
        if r["pack"] == row["pack"]
    ]
    same = [r for r in closed if (r["pack"], r["clip_key"]) == (row["pack"], row["clip_key"])]
    return len(closed), min(near, default=None), bool(same)


@pytest.mark.usefixtures("either_engine")
@pytest.mark.slow
def test_what_is_noted_of_a_players_history_is_what_all_rounds_say(tmp_path, clock):
    """Over modes, packs, abandoned rounds, restarts, and notes that were lost or are another deck's."""

    def play(player: Player) -> None:
        for mode in ("random", "practice", "replay", "practice"):
            game = player.start(mode)
            for number in range(game["rounds"]):
                clock.now += 1
                dealt = player.deal(game["game"])
                clock.now += 31 * 60 if number == 1 else 5
                if number == 2:
                    skip(player, dealt["round"])
                elif number != 1:
                    player.guess(dealt["round"])
                else:
                    sweep(player)

    with playing(tmp_path, clock) as player:
        play(player)
        assert player.get("/api/players/me").json()["rounds"] == len(stored(tmp_path))
    for lost in (
        "DELETE FROM histories",
        "UPDATE histories SET deck = 'x'",
        "UPDATE players SET closed_rounds = NULL",
    ):
        stored(tmp_path, lost)
        with playing(tmp_path, clock) as other:
            player.client = other.client
            for mode in ("practice", "replay"):
                clock.now += 1
                dealt = player.deal(player.start(mode)["game"])
                clock.now += 1
                player.guess(dealt["round"])
            left = player.post("/api/games", {"mode": "random"})
            assert left.status_code == (201 if CLIPS > 5 else 409)
    played = stored(tmp_path)
    assert len(played) > 20
    for row in played:
        before, nearest, revealed = what_history_says(played, row)
        assert row["closed_before"] == before
        assert row["nearest_revealed_km"] == (None if nearest is None else pytest.approx(nearest))
        assert bool(row["revealed_before"]) == revealed


def test_nothing_of_a_withdrawn_player_is_left(tmp_path, clock):
    with playing(tmp_path, clock) as player:
        player.play()
        player.client.delete("/api/players/me", headers=player.headers)
    assert [stored(tmp_path, f"SELECT * FROM {table}") for table in ("players", "rounds", "histories")] == [
        [],
        [],
        [],
    ]


@pytest.mark.slow
@pytest.mark.on_sqlite
def test_a_round_costs_the_same_after_thousands_of_others(tmp_path, clock):
    """In steps of SQLite's machine, which no other load on the computer changes."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    def count(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(step, 20)

    def cost(player: Player) -> list[int]:
        spent, game = [], player.start("practice")
        for _ in range(game["rounds"]):
            before = steps
            player.guess(player.deal(game["game"])["round"])
            spent.append(steps - before)
        return spent

    with playing(tmp_path, clock) as veteran:
        newcomer = Player(veteran.client)
        assert isinstance(veteran.client, TestClient) and veteran.client.portal
        services = services_of(veteran.client)
        clips = services.active_packs.practice.clips
        zeros, player_id = np.zeros(3000), services.registry.player_id(veteran.joined["player"])
        with services.store.engine.begin() as connection:
            told = {"mode": "practice", "pack": PRACTICE_PACK}
            at = np.arange(3000) % len(clips)
            add_rounds(
                connection, clips, [player_id], zeros, at, zeros, zeros, since=clock.now - 86_400, **told
            )
        veteran.client.portal.call(services.store.write, count)
        cost(veteran), cost(newcomer)  # what is noted of the history is made
        assert np.median(cost(veteran)) < 1.5 * np.median(cost(newcomer))


def test_half_an_hour_without_play_ends_a_sitting_and_a_long_round_does_not(tmp_path, clock):
    with playing(tmp_path, clock) as player:
        game = player.start()["game"]
        for pause in (1_500, 1_700, 1_900, 10, 10):
            round_ = player.deal(game)["round"]
            clock.now += 600
            skip(player, round_)
            clock.now += pause
    assert [row["sitting"] for row in stored(tmp_path)] == [1, 1, 1, 2, 2]


@pytest.mark.usefixtures("either_engine")
def test_a_restart_ends_no_sitting_and_the_time_of_one_that_is_over_is_forgotten(tmp_path, clock):
    def times(later: float) -> list[float | None]:
        """When those who played did so last, after what is too old in `later` seconds was deleted."""
        assert isinstance(again.client, TestClient) and again.client.portal
        again.client.portal.call(forget_times, services_of(again.client).store, clock.now + later)
        played = stored(tmp_path, "SELECT played_at FROM players WHERE closed_rounds > 0")
        return [row["played_at"] for row in played]

    with playing(tmp_path, clock) as player:
        game = player.start()["game"]
        player.guess(player.deal(game)["round"])
    clock.now += 1_700
    with playing(tmp_path, clock) as again:
        player.client = again.client
        player.guess(player.deal(game)["round"])
        assert times(1_700) == [clock.now]
        assert times(1_900) == [None]
        clock.now += 1_900
        player.guess(player.deal(game)["round"])
    assert [row["sitting"] for row in stored(tmp_path)] == [1, 1, 2]
