"""What the store keeps of a round and of a player, and what it does not."""

import sqlite3

import pytest

from tests import databases
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack

MIDNIGHT = 1_799_971_200  # of the clock's day


def rows(state, query):
    return [tuple(row.values()) for row in databases.rows(databases.databases.url(state), query)]


@pytest.mark.usefixtures("either_engine")
def test_an_open_round_keeps_no_place_and_a_closed_one_no_time(tmp_path):
    pack, clock = write_pack(tmp_path / "towns", TOWNS), Clock()
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        game = player.start()["game"]
        for number in range(2):
            clock.now += 12.345
            dealt = player.deal(game)
            query = "SELECT true_lat, true_lon, touched_at FROM rounds WHERE status = 'open'"
            assert rows(tmp_path / "state", query) == [(None, None, clock.now)]
            reveal = player.guess(dealt["round"])
            query = "SELECT true_lat, true_lon, touched_at FROM rounds ORDER BY touched_at"
            stored = rows(tmp_path / "state", query)[number]
            truth = reveal["truth"]
            assert stored == (truth["lat"], truth["lon"], MIDNIGHT + 0.001 * (number + 1))


def test_an_open_round_whose_pack_is_gone_is_dropped(tmp_path):
    here, other = (write_pack(tmp_path / name, TOWNS) for name in ("here", "other"))
    with running(tmp_path / "state", EARWITNESS_PACK=str(here)) as client:
        player = Player(client)
        game = player.start()["game"]
        player.guess(player.deal(game)["round"])
        left = player.deal(game)["round"]
    with running(tmp_path / "state", EARWITNESS_PACK=str(other)) as client:
        player.client = client
        assert player.post(f"/api/rounds/{left}/guess", {"lat": 1, "lon": 2}).status_code == 404
        assert [one["status"] for one in player.get(f"/api/games/{game}").json()["rounds"]] == ["guessed"]
        assert player.deal(game)["number"] == 2


@pytest.mark.on_sqlite
def test_after_a_withdrawal_no_file_holds_the_player(tmp_path):
    with running(tmp_path) as client:
        players = [Player(client) for _ in range(3)]
        for player in players:
            player.play("practice")
        leaving = players[1].joined["pseudonym"].encode()
        assert any(leaving in file.read_bytes() for file in tmp_path.glob("earwitness.db*"))
        assert client.delete("/api/players/me", headers=players[1].headers).status_code == 204
        assert [file.name for file in tmp_path.glob("earwitness.db*") if leaving in file.read_bytes()] == []
        assert any(
            players[0].joined["pseudonym"].encode() in f.read_bytes() for f in tmp_path.glob("earwitness.db*")
        )


@pytest.mark.on_sqlite
@pytest.mark.slow
def test_a_log_that_is_being_read_is_emptied_later(tmp_path):
    with running(tmp_path) as client:
        player = Player(client)
        player.play("practice")
        reader = sqlite3.connect(tmp_path / "earwitness.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM rounds").fetchone()
        assert client.delete("/api/players/me", headers=player.headers).status_code == 204
        log = tmp_path / "earwitness.db-wal"
        assert log.stat().st_size > 0
        reader.close()
        assert client.portal is not None
        client.portal.call(services_of(client).store.tidy)
        assert log.stat().st_size == 0


def test_recordings_that_vanish_are_not_dealt_and_said_to_have_vanished(tmp_path):
    pack = write_pack(tmp_path / "towns", TOWNS)
    with running(tmp_path / "state", EARWITNESS_PACK=str(pack)) as client:
        player = Player(client)
        player.deal(player.start()["game"])
        assert client.get("/readyz").json()["pack"]["vanished"] == 0
        files = sorted((pack / "audio").iterdir())
        for file in files[1:]:
            file.unlink()
        other = Player(client)
        game = other.start()["game"]
        assert other.guess(other.deal(game)["round"])["clip"]["key"] == "k0"
        assert other.post(f"/api/games/{game}/rounds").status_code == 409
        files[0].unlink()
        services = services_of(client)
        services.active_packs.vanished._looked_at = None
        assert client.get("/readyz").status_code == 503
        assert "vanished" in client.get("/readyz").json()["detail"]
        refused = Player(client).post("/api/games", {"mode": "random"})
        assert refused.json()["key"] == "recordings_missing"
