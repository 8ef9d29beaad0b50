"""Abandoned rounds, sweeps, restarts and packs that change: what happens around a game."""

import asyncio
import shutil

import pytest

from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.databases import databases, rows

HALF_AN_HOUR = 30 * 60.0


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "towns", TOWNS)


@pytest.fixture
def clock():
    return Clock()


def stored(tmp_path):
    return rows(databases.url(tmp_path / "state"), "SELECT * FROM rounds ORDER BY number")


def test_a_round_that_nobody_touches_is_abandoned_kept_and_the_game_goes_on(tmp_path, pack, clock):
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        game = player.start()["game"]
        first = player.deal(game)
        clock.now += HALF_AN_HOUR + 1
        late = player.post(f"/api/rounds/{first['round']}/guess", {"lat": 0, "lon": 0})
        assert late.status_code == 409
        assert "left alone" in late.json()["detail"]
        second = player.deal(game)
        assert second["number"] == 2
        summary = player.get(f"/api/games/{game}").json()
    assert [r["status"] for r in summary["rounds"]] == ["abandoned", "open"]
    reveal = summary["rounds"][0]["reveal"]
    assert (reveal["guess"], reveal["distance_km"], reveal["geoscore"]) == (None, None, 0)
    row = stored(tmp_path)[0]
    assert (row["status"], row["geoscore"], row["lat"]) == ("abandoned", None, None)
    assert row["guess_id"]
    assert row["day"]


@pytest.mark.on_sqlite
def test_bytes_that_are_written_in_the_commit_of_the_guess_are_counted_once(tmp_path, pack, clock):
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        player, services = Player(client), services_of(client)
        dealt = player.deal(player.start()["game"])
        player_id = services.registry.player_id(player.joined["player"])
        assert client.get(dealt["audio"]).status_code == 200
        assert services.bytes_served.unwritten(dealt["round"]).sent > 0

        async def write_and_skip():
            service = services.game_service
            await asyncio.gather(
                service.write_bytes_served(), service.skip(player_id, dealt["round"], {"plays": 1})
            )

        assert client.portal
        client.portal.call(write_and_skip)
    row = stored(tmp_path)[0]
    assert row["bytes_served"] == row["audio_bytes"] > 0


def test_listening_keeps_a_round_open(tmp_path, pack, clock):
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        game = player.start()["game"]
        round_ = player.deal(game)
        for _ in range(4):
            clock.now += HALF_AN_HOUR - 1
            assert client.get(round_["audio"]).status_code == 200
        assert player.deal(game)["round"] == round_["round"]


def test_a_sweep_closes_what_lies_untouched_and_writes_the_bytes_of_what_does_not(tmp_path, pack, clock):
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        services = services_of(client)
        left, listening = Player(client), Player(client)
        left.deal(left.start()["game"])
        clock.now += HALF_AN_HOUR + 1
        audio = listening.deal(listening.start()["game"])["audio"]
        size = len(client.get(audio).content)
        assert client.portal
        assert client.portal.call(services.game_service.sweep) == 1
        assert client.portal.call(services.game_service.sweep) == 0
    by_status = {row["status"]: row for row in stored(tmp_path)}
    assert by_status["abandoned"]["bytes_served"] == 0
    assert by_status["open"]["bytes_served"] == size


@pytest.mark.usefixtures("either_engine")
def test_a_game_goes_on_after_a_restart_and_bytes_add_up(tmp_path, pack):
    env = {"EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", **env) as client:
        player = Player(client)
        game = player.start()["game"]
        round_ = player.deal(game)
        size = len(client.get(round_["audio"]).content)
    with running(tmp_path / "state", **env) as client:
        player.client = client
        assert player.deal(game) == round_
        assert len(client.get(round_["audio"]).content) == size
        player.guess(round_["round"])
    (row,) = stored(tmp_path)
    assert (row["status"], row["bytes_served"]) == ("guessed", 2 * size)


@pytest.mark.slow
def test_rounds_of_a_pack_that_is_played_no_more_are_still_revealed(tmp_path, pack):
    with running(tmp_path / "state", EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        game = player.start()["game"]
        closed = player.guess(player.deal(game)["round"], 1, 2)
        still_open = player.deal(game)
    with running(tmp_path / "state") as client:
        player.client = client
        reveal = player.get(f"/api/games/{game}").json()["rounds"][0]["reveal"]
        assert reveal["distance_km"] == closed["distance_km"]
        assert reveal["truth"]["country"] == closed["truth"]["country"]
        assert client.get(still_open["audio"]).status_code == 404
        assert player.deal(game)["number"] == 3


def test_a_recording_that_vanishes_can_be_passed_over(tmp_path, pack):
    with running(tmp_path / "state", EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        round_ = player.deal(player.start()["game"])
        shutil.rmtree(pack / "audio")
        assert client.get(round_["audio"]).status_code in (200, 404)
        assert player.post(f"/api/rounds/{round_['round']}/skip").status_code == 200
