"""A real server's life, from a restoration that fails to its stop: its metrics, and its log as JSON."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from game.processes.publish_process import PublishStatus
from tests.builders.running_game import Player
from tests.game.metrics.exposition import OPENMETRICS, TOKEN, Exposition, read
from tests.processes import counting, wait_for
from tests.servers import QUICK_CLIENT, Server, free_port, serving

pytestmark = pytest.mark.slow

PUBLISHED_AT = 1.8e9
NOBODY = "http://127.0.0.1:9"  # answers there


@dataclass(frozen=True)
class Life:
    """What was seen of a server, and what it has written once it had stopped."""

    exposition: Exposition
    statuses: dict[str, int]
    lines: list[str]
    secrets: list[str]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    state = tmp_path_factory.mktemp("life") / "state"
    state.mkdir()
    PublishStatus("published", last_published_at=PUBLISHED_AT).write(state)
    port = free_port()
    env = {"EARWITNESS_LOG": "json", "EARWITNESS_METRICS_PORT": f"127.0.0.1:{port}"}
    env |= {"EARWITNESS_METRICS_TOKEN": TOKEN, "EARWITNESS_LEADERBOARD": "on", "PYTHONFAULTHANDLER": "1"}
    env |= {"EARWITNESS_DATASET": "some/guesses", "EARWITNESS_SECRET": "a key that nobody guesses"}
    env |= {"HF_TOKEN": "hf_secret", "HF_ENDPOINT": NOBODY, "HF_HOME": str(state)}
    with serving(state, **env, EARWITNESS_STOP_SECONDS="5") as server:
        metrics = f"http://127.0.0.1:{port}/metrics"
        secrets = live(server)
        seen = wait_for(lambda: failing(metrics))
        statuses = {
            "without a token": httpx.get(metrics, **QUICK_CLIENT).status_code,
            "another path": httpx.get(metrics.replace("metrics", "healthz"), **QUICK_CLIENT).status_code,
            "another method": httpx.post(metrics, **QUICK_CLIENT).status_code,
        }
    assert seen
    yield Life(seen, statuses, server.log.read_text().splitlines(), secrets)


def live(server: Server) -> list[str]:
    """Play, kill the counting process, and let the game fail; gives what nobody may read in its log."""
    with httpx.Client(base_url=server.address, timeout=60.0, **QUICK_CLIENT) as client:
        player = Player(client, client="api")
        played = player.play()
        killed = wait_for(lambda: counting(server.pid))[0]
        os.kill(killed, signal.SIGABRT)
        wait_for(lambda: set(counting(server.pid)) - {killed})
        server.change("UPDATE players SET background = '{'")
        assert player.get("/api/players/me").status_code == 500
        with socket.create_connection(("127.0.0.1", server.port)) as stranger:
            stranger.sendall(b'\x00\x01 nonsense\n{"time": "now"}\r\n\r\n')
            stranger.recv(1000)
    return [*map(str, player.joined.values()), *(reveal["round"] for reveal in played)]


def failing(metrics: str) -> Exposition | None:
    """What the metrics say once publishing fails, and the counting process runs again."""
    headers = {"Accept": OPENMETRICS, "Authorization": f"Bearer {TOKEN}"}
    seen = read(httpx.get(metrics, headers=headers, **QUICK_CLIENT))
    is_failing = seen.value("earwitness_publishing_up") == 0
    return seen if is_failing and seen.value("earwitness_process_up", process="counting") else None


def test_its_port_tells_of_the_processes_beside_the_game(life: Life) -> None:
    seen = life.exposition
    assert seen.values("earwitness_process_up") == {"counting": 1, "publishing": 1}
    assert seen.values("earwitness_process_restarts_total") == {"counting": 1, "publishing": 0}
    assert seen.value("earwitness_rounds_waiting_to_publish") == 5
    assert seen.value("earwitness_last_publish_timestamp_seconds") == PUBLISHED_AT
    assert seen.value("earwitness_guesses_total", mode="random") == 5
    assert seen.value("earwitness_requests_total", route="/api/players/me", status="500") == 1
    assert 0 <= seen.value("earwitness_connections") < 10


def test_its_port_serves_nothing_else_and_asks_for_the_token(life: Life) -> None:
    assert life.statuses == {"without a token": 401, "another path": 404, "another method": 405}


def test_every_line_of_the_log_is_one_object(life: Life) -> None:
    records = [json.loads(line) for line in life.lines]
    for one in records:
        assert set(one) - {"exception"} == {"time", "level", "logger", "message", "process"}
        assert all(isinstance(value, str) for value in one.values())
        assert one["time"].endswith("Z") and datetime.fromisoformat(one["time"]).year > 2020
        assert not one["message"].startswith("{")
    said = [(one["process"], one["logger"], one["message"]) for one in records]
    for process, logger, message in (
        ("game", "earwitness", "plays the pack demo: 32 clips playable"),
        ("restoring", "earwitness.publishing", "the Hub does not answer"),
        ("publishing", "earwitness.publishing", "guesses could not be published"),
        ("counting", "earwitness.leaderboard", "Fatal Python error: Aborted"),
        ("game", "earwitness.leaderboard", "the counting process ended (code -6); restarting in 1 s"),
        ("game", "uvicorn.error", "Invalid HTTP request received."),
    ):
        assert any((process, logger) == one[:2] and message in one[2] for one in said), message
    [error] = [one for one in records if "exception" in one]
    assert error["level"] == "ERROR" and "\n" in error["exception"]


def test_the_log_tells_nothing_of_a_person(life: Life) -> None:
    log = "\n".join(life.lines)
    assert [
        secret for secret in [*life.secrets, TOKEN, "hf_secret"] if len(secret) > 4 and secret in log
    ] == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_port_that_is_taken_stops_the_start_with_a_sentence(tmp_path: Path, form: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = Server(tmp_path, EARWITNESS_METRICS_PORT=str(port), EARWITNESS_LOG=form)
        with pytest.raises(AssertionError, match="did not start"):
            server.start()
    said = f"Earwitness cannot start: EARWITNESS_METRICS_PORT=127.0.0.1:{port} cannot be served on: "
    line = server.log.read_text()
    if form == "json":
        assert json.loads(line)["level"] == "CRITICAL"
        line = json.loads(line)["message"]
    assert line.startswith(said)
