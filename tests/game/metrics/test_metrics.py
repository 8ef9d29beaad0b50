"""`/metrics` of the whole application: what it counts, who may read it, and what it never tells."""

import random
import sqlite3
import string
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from game import __version__
from game.metrics import game_metrics
from tests.builders.running_game import TOWNS, Player, running, write_pack
from tests.databases import databases, rows
from tests.game.metrics.exposition import OPENMETRICS, TOKEN, Exposition, read, scrape
from tests.processes import wait_for

ON = {"EARWITNESS_METRICS_TOKEN": TOKEN}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with running(tmp_path_factory.mktemp("measured"), **ON) as client:
        yield client


@pytest.fixture
def rng() -> random.Random:
    return random.Random(5)


def test_guesses_requests_and_commits_are_counted(client: TestClient) -> None:
    before, player = scrape(client), Player(client)
    game = player.post("/api/games", {"mode": "practice", "deal": True}).json()
    dealt = game["next"]
    assert scrape(client).value("earwitness_players", mode="practice") == 1
    player.guess(dealt["round"])
    player.guess(dealt["round"])  # again, and the same
    skipped = player.deal(game["game"])
    player.post(f"/api/rounds/{skipped['round']}/skip")
    after = scrape(client)

    def grown(name: str, **labels: str) -> float:
        def value(seen: Exposition) -> float:
            return sum(v for own, v in seen.samples(name) if labels.items() <= own.items())

        return value(after) - value(before)

    guess = "/api/rounds/{round}/guess"
    assert grown("earwitness_requests_total", route=guess, method="POST", status="200") == 2
    assert grown("earwitness_request_seconds_count", route=guess) == 2
    assert 0 < grown("earwitness_request_seconds_sum", route=guess) < 10
    assert grown("earwitness_guesses_total", mode="practice") == 1
    assert grown("earwitness_guesses_total") == 1
    commits = grown("earwitness_commits_total")
    assert commits >= 5  # a player, a game with a deal, a guess, a deal, a skip
    assert grown("earwitness_commit_seconds_count") == grown("earwitness_batch_jobs_count") == commits
    assert grown("earwitness_batch_jobs_sum") >= commits
    assert after.value("earwitness_players", mode="practice") == 1


def test_players_are_gone_from_the_count_when_their_game_is_over(client: TestClient) -> None:
    before = scrape(client).values("earwitness_players")
    Player(client).play()
    assert scrape(client).values("earwitness_players") == before


def test_answers_around_the_head_are_counted(client: TestClient) -> None:
    before, player = scrape(client).values("earwitness_guesses_total"), Player(client)
    game = player.post("/api/spatial/games", {"track": "static", "practice": True}).json()["game"]
    trial = player.post(f"/api/spatial/games/{game}/trials").json()
    answers = {"choice": {"option": 1}, "number": {"number": 1.5}}
    point = {"azimuth": -180, "elevation": 10, "distance_m": 2.5}
    if not trial["item"].get("asks_distance"):
        del point["distance_m"]
    for _ in range(2):  # again, and the same
        path = f"/api/spatial/trials/{trial['trial']}/answer"
        assert player.post(path, answers.get(trial["item"]["kind"], point)).status_code == 200
    seen = scrape(client)
    assert seen.value("earwitness_guesses_total", mode="around") == before["around"] + 1
    assert seen.value("earwitness_players", mode="around") == 1


def test_both_formats_say_the_same(client: TestClient) -> None:
    text, openmetrics = scrape(client), scrape(client, OPENMETRICS)
    assert openmetrics.text.endswith("# EOF\n")
    assert text.families.keys() == openmetrics.families.keys()
    assert all(family.documentation for family in text.families.values())
    for name in ("earwitness_clips", "earwitness_build_info", "earwitness_ready"):
        assert text.samples(name) == openmetrics.samples(name) != []


def test_the_state_is_that_of_the_game(client: TestClient) -> None:
    seen, ready = scrape(client), client.get("/readyz").json()
    assert seen.value("earwitness_clips", state="playable") == ready["pack"]["playable"]
    assert seen.values("earwitness_ready") == {"store": 1, "pack": 1}
    assert seen.values("earwitness_build_info") == {__version__: 1}
    assert seen.value("earwitness_writer_waiting") == seen.value("earwitness_parties") == 0
    assert seen.samples("earwitness_rate_store_up") == seen.samples("earwitness_publishing_up") == []
    assert seen.value("process_resident_memory_bytes") > 10**7


def test_rooms_of_parties_are_counted(client: TestClient) -> None:
    opened = Player(client).post("/api/parties", {"nickname": "Ann", "rounds": 3}).json()
    with client.websocket_connect(f"/api/parties/{opened['party']}/ws?seat={opened['token']}") as socket:
        socket.receive_text()
        seen = scrape(client)
        assert seen.value("earwitness_parties") == 1
        handshakes = {"route": "/api/parties/{party}/ws", "method": "GET", "status": "101"}
        assert seen.value("earwitness_requests_total", **handshakes) == 1
    assert not [s for s, _ in seen.samples("earwitness_request_seconds_count") if s["route"].endswith("/ws")]


HEADERS = ("", "Bearer wrong", f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN} ", "Bearer \xff")


@pytest.mark.parametrize("header", HEADERS)
def test_only_who_has_the_token_may_read(client: TestClient, header: str) -> None:
    reply = client.get("/metrics", headers=[(b"Authorization", header.encode("latin-1"))] if header else [])
    if header.strip() == f"Bearer {TOKEN}":
        assert reply.status_code == 200
    else:
        assert (reply.status_code, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert reply.headers["content-type"] == "application/problem+json"
        assert "earwitness_" not in reply.text


def test_the_reply_is_as_safe_as_any_and_no_part_of_the_public_api(client: TestClient) -> None:
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert (
        reply.headers["content-security-policy"] == client.get("/healthz").headers["content-security-policy"]
    )
    assert reply.headers["cache-control"] == "no-store"
    assert "/metrics" not in client.get("/api/openapi.json").text
    assert client.post("/metrics").status_code == 405


def test_without_settings_it_is_a_path_like_any_other(tmp_path: Path) -> None:
    with running(tmp_path) as client:
        nothing, metrics = (client.get(path) for path in ("/nothing", "/metrics"))
        assert metrics.status_code == 404
        assert (metrics.content, metrics.headers) == (nothing.content, nothing.headers)


def test_wrong_tokens_are_limited_and_what_is_refused_is_counted(tmp_path: Path) -> None:
    with running(tmp_path, EARWITNESS_RATE_LIMIT="on", **ON) as client:
        statuses = [client.get("/metrics").status_code for _ in range(80)]
        assert statuses[0] == 401 and statuses[-1] == 429
        refused = statuses.count(429)
        replies: list[Any] = []

        def is_answered() -> bool:
            replies.append(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
            return bool(replies[-1].status_code == 200)

        wait_for(is_answered)
        seen = read(replies[-1])
        assert seen.value("earwitness_rate_limited_total", limit="monitors") >= refused
        assert seen.value("earwitness_requests_total", route="/metrics", status="429") >= refused


def test_behind_a_path_of_a_proxy_routes_have_the_same_names(tmp_path: Path) -> None:
    with running(tmp_path, EARWITNESS_ROOT_PATH="/ear", **ON) as client:
        assert client.get("/ear/healthz").status_code == 200
        assert scrape(client).value("earwitness_requests_total", route="/healthz", method="GET") == 1


def test_hostile_paths_and_methods_make_few_series(client: TestClient, rng: random.Random) -> None:
    beginnings = ["/", "/api/", "/api/games/", "/api/rounds/", "/audio/", "/earwitness/", "/static/"]
    before = len(scrape(client).text.splitlines())
    for _ in range(400):
        word = "".join(rng.choices(string.ascii_letters + string.digits + "-_.~%2f", k=rng.randint(1, 30)))
        method = rng.choice(["GET", "POST", "HEAD", "".join(rng.choices(string.ascii_uppercase, k=6))])
        client.request(method, rng.choice(beginnings) + word + rng.choice(["", "/guess", "/rounds", "/x/y"]))
    lines = scrape(client).text.splitlines()
    assert len(lines) - before < 400  # of which each route has 18 for its seconds
    methods = {own["method"] for own, _ in scrape(client).samples("earwitness_requests_total")}
    assert methods <= {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "other"}


def test_nothing_that_is_of_a_person_or_a_round_is_told(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", TOWNS, "secretclip")
    env = {"EARWITNESS_PACK": str(pack), "EARWITNESS_TRUSTED_PROXIES": "1", "EARWITNESS_RATE_LIMIT": "on"}
    with running(tmp_path / "state", **env, **ON) as client:
        client.headers |= {"X-Forwarded-For": "203.0.113.77", "User-Agent": "Browser/99"}
        player = Player(client)
        game = player.start()
        dealt = player.deal(game["game"])
        player.hear(dealt)
        player.guess(dealt["round"], 12.3456, 65.4321)
        party = player.post("/api/parties", {"nickname": "Wilhelmina", "rounds": 3}).json()
        client.get(f"/api/parties/{party['party']}?seat={party['token']}&place=Reykjavik")
        secrets = [*player.joined.values(), game["game"], dealt["round"], dealt["audio"].rpartition("/")[2]]
        secrets += ["12.3456", "65.4321", "48.8566", "secretclip", "203.0.113.77", "Browser", "Wilhelmina"]
        secrets += [party["party"], party["token"], "Reykjavik", str(tmp_path), TOKEN, "testclient"]
        told = scrape(client).text + scrape(client, OPENMETRICS).text
        stored = rows(databases.url(tmp_path / "state"), "SELECT id, pseudonym FROM players")
        secrets += [text for row in stored for text in row.values()]
        assert len(told) > 10_000
        assert [secret for secret in map(str, secrets) if len(secret) > 4 and secret in told] == []


@pytest.mark.on_sqlite
def test_a_scrape_takes_no_lock_and_tells_of_a_database_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process holds the write lock, nothing can be stored, and a scrape still answers."""
    monkeypatch.setattr(game_metrics, "PROBE_SECONDS", 0.05)
    with running(tmp_path, **ON) as client, closing(_locked(tmp_path / "earwitness.db")) as holder:
        begun = time.monotonic()
        assert scrape(client).values("earwitness_ready") == {"store": 1, "pack": 1}
        assert time.monotonic() - begun < 1.5  # the writer waits for two seconds
        assert client.get("/readyz").status_code == 503
        assert scrape(client).values("earwitness_ready") == {"store": 0, "pack": 1}
        holder.rollback()
        wait_for(lambda: scrape(client).value("earwitness_ready", check="store") == 1)


def _locked(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_recordings_that_vanish_are_told(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", TOWNS[:3])
    with running(tmp_path / "state", EARWITNESS_PACK=str(pack), **ON) as client:
        for recording in (pack / "audio").iterdir():
            recording.unlink()
        assert client.get("/readyz").status_code == 503
        seen = scrape(client)
        assert seen.values("earwitness_ready") == {"store": 1, "pack": 0}
        assert seen.value("earwitness_clips", state="vanished") == 3
