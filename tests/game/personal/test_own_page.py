"""A player's own page through the whole application: history, statistics, CSV; and what it keeps back."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from game.personal import own_rounds
from game.personal.personal_service import AT_ONCE
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.databases import rows

FORMULA = "=HYPERLINK(1)"
FACTS = {"title": FORMULA, "speech": "0.5", "music": "0.05"}


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def client(
    either_engine_of_module: None, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> Iterator[TestClient]:
    pack = write_pack(tmp_path_factory.mktemp("packs") / "towns", TOWNS, **FACTS)
    with running(tmp_path_factory.mktemp("state"), clock, EARWITNESS_PACK=str(pack)) as client:
        yield client


def exact(client: TestClient, dealt: dict[str, Any]) -> tuple[float, float]:
    """The true place of an open round."""
    url = services_of(client).settings.database_url
    [row] = rows(url, "SELECT clip_key FROM rounds WHERE round = ?", dealt["round"])
    clip = services_of(client).pack.clip(row["clip_key"])
    return clip.lat, clip.lon


@pytest.fixture(scope="module")
def veteran(client: TestClient) -> Player:
    """All six towns heard, each found, and a game of replays on which nothing was recognised."""
    player = Player(client)
    for _ in range(2):
        game = player.start()
        for _ in range(game["rounds"]):
            dealt = player.deal(game["game"])
            player.guess(dealt["round"], *exact(client, dealt))
    player.play("replay")
    return player


def summary(player: Player) -> dict[str, Any]:
    found: dict[str, Any] = player.get("/api/players/me/summary").json()
    return found


def test_a_newcomer_has_an_empty_page(client):
    newcomer = Player(client)
    found = summary(newcomer)
    assert (found["rounds"], found["games"], found["geoscore"], found["best_game"]) == (0, 0, None, None)
    assert found["nearest"] == found["farthest"] == found["continents"] == found["sounds"] == []
    assert found["progress"] == {"blocks": [], "rounds": 0, "geoscore": None, "click": None}
    assert [badge["earned"] for badge in found["badges"]] == [False] * 3
    assert newcomer.get("/api/players/me/rounds").json() == {"rounds": [], "before": None}
    assert client.get("/api/players/me/summary").status_code == 401


def test_only_what_was_heard_for_the_first_time_is_in_the_figures(veteran):
    found = summary(veteran)
    assert (found["rounds"], found["first_hearings"], found["geoscore"]) == (11, 6, pytest.approx(5000))
    assert {one["continent"]: one["rounds"] for one in found["continents"]} == dict.fromkeys(
        ("Africa", "Asia", "Europe", "North America", "Oceania", "South America"), 1
    )
    assert found["sounds"] == [{"sound": "speech", "rounds": 6, "geoscore": pytest.approx(5000)}]
    assert found["best_game"]["points"] == pytest.approx(25_000)
    assert [len(found[name]) for name in ("nearest", "farthest")] == [5, 5]
    assert found["progress"]["rounds"] == 6
    assert found["progress"]["geoscore"] > found["progress"]["click"] > 0
    near, continents, ladder = found["badges"]
    assert (near["earned"], near["day"]) == (True, "2027-01-15")
    assert (continents["earned"], continents["have"]) == (True, 6)
    assert (ladder["badge"], ladder["earned"], ladder["have"], ladder["all"]) == ("ladder", False, 0, 1)
    assert found["streak"]["days"] == 0


def test_the_history_comes_in_pages_and_its_sounds_can_be_heard_again(client, veteran, monkeypatch):
    monkeypatch.setattr("game.personal.personal_service.AT_ONCE", 4)
    pages: list[Any] = []
    before: str | None = ""
    while before is not None:
        reply = veteran.get(f"/api/players/me/rounds{before}").json()
        pages.append(reply["rounds"])
        before = f"?before={reply['before']}" if reply["before"] is not None else None
    assert [len(page) for page in pages] == [4, 4, 3]
    assert veteran.get(f"/api/players/me/rounds?before={10**26}").status_code == 422
    rounds = [one for page in pages for one in page]
    assert len({one["round"] for one in rounds}) == 11
    assert [one["mode"] for one in rounds] == ["replay"] * 5 + ["random"] * 6
    assert rounds[-1]["truth"]["city"]
    assert client.get(rounds[-1]["audio"]).status_code == 200
    assert AT_ONCE > 4


def test_the_table_has_every_round_and_no_cell_that_a_spreadsheet_runs(client, veteran, monkeypatch):
    monkeypatch.setattr("game.personal.own_csv.AT_ONCE", 4)
    reply = veteran.get("/api/players/me/rounds.csv")
    assert reply.headers["cache-control"] == "private, no-store"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert len(rows) == 11
    assert {row["title"] for row in rows} == {f"'{FORMULA}"}
    assert {row["status"] for row in rows} == {"guessed"}
    assert all(
        row["clip_key"] and row["distance_km"] and row["why_not"] for row in rows if row["mode"] == "replay"
    )
    assert "player_id" not in rows[0]
    assert client.get("/api/players/me/rounds.csv").status_code == 401


def test_no_road_leads_to_the_place_of_an_open_round(client):
    player = Player(client)
    player.play()
    game = player.start("replay")["game"]
    player.deal(game)
    found = player.get("/api/players/me/rounds").json()["rounds"]
    assert len(found) == 4
    assert len(list(csv.DictReader(io.StringIO(player.get("/api/players/me/rounds.csv").text)))) == 4
    assert (summary(player)["rounds"], len(summary(player)["nearest"])) == (4, 4)
    assert Player(client).get("/api/players/me/rounds").json()["rounds"] == []


def test_a_reveal_that_is_withheld_is_on_no_page(client):
    player = Player(client)
    player.play()
    who = services_of(client).registry.player_id(player.joined["player"])
    withhold = "UPDATE rounds SET withheld = true WHERE player_id = ? AND number < 4"
    rows(services_of(client).settings.database_url, withhold, who)
    assert len(player.get("/api/players/me/rounds").json()["rounds"]) == 2
    assert len(player.get("/api/players/me/rounds.csv").text.splitlines()) == 3
    assert summary(player)["rounds"] == 2


def test_clips_that_are_compared_with_models_are_first_hearings_of_the_hosts_pack(client, veteran):
    services = services_of(client)
    who = services.registry.player_id(veteran.joined["player"])
    with services.store.engine.connect() as connection:
        heard = own_rounds.heard(connection, who, services.pack.name, 100)
        assert own_rounds.heard(connection, who, "demo", 100) == []
    assert dict(heard) == {f"k{number}": pytest.approx(5000) for number in range(6)}
