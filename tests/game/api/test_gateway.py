"""Requests that nobody may make, written in every way that HTTP allows."""

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest

from game.project_files import ROOT
from tests.builders.recordings import AGL1K
from tests.servers import Server, parent_of_games, serving, without_ours

pytestmark = pytest.mark.slow

SHUT = {403, 404}

# All of Gradio that answers at all: the page, its settings and its own files.
OPEN = {
    "/",
    "/config",
    "/config/",
    "/theme.css",
    "/favicon.ico",
    "/robots.txt",
    "/static/{path:path}",
    "/assets/{path:path}",
}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(server: Server, target: str, method: str = "GET", body: object = None, **headers: str) -> Answer:
    """Send a target exactly as written; read the headers, and the body unless it is an event stream."""
    parts = urlsplit(server.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.putrequest(method, target, skip_accept_encoding=True)
    sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    if sent is not None:
        headers = {"Content-Type": "application/json", "Content-Length": str(len(sent)), **headers}
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(sent)
    with closing(connection), connection.getresponse() as answer:
        response_headers = {name.lower(): value for name, value in answer.getheaders()}
        endless = "event-stream" in response_headers.get("content-type", "")
        return Answer(answer.status, response_headers, b"" if endless else answer.read())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("doors")) as running:
        yield running


def gradios_routes() -> list[tuple[str, str]]:
    told = parent_of_games().run("tests.game.api.gradio_routes:main", [], without_ours())
    assert told.returncode == 0, told.stderr
    return [tuple(route) for route in json.loads(told.stdout)]


def filled(path: str) -> str:
    return re.sub(r"{[^}]*}", "x", path)


def test_no_door_of_gradio_is_open_but_those_that_its_page_needs(server):
    routes = gradios_routes()
    assert {path for _, path in routes} >= OPEN
    answers = {
        (method, path): ask(server, filled(path), method, {} if method == "POST" else None).status
        for method, path in routes
        if path not in OPEN
    }
    assert len(answers) > 50
    assert {route: status for route, status in answers.items() if status not in SHUT} == {}


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        ("GET", "/docs/oauth2-redirect"),
        ("GET", "/redoc"),
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("POST", "/upload"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/upload/"),
        ("POST", "//gradio_api/upload"),
        ("POST", "/gradio_api//upload"),
        ("POST", "/%67radio_api/upload"),
        ("POST", "/GRADIO_API/UPLOAD"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/run/predict"),
        ("POST", "/api/predict"),
        ("POST", "/gradio_api/call/predict"),
        ("POST", "/call/predict"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1/"),
        ("GET", "/proxy=http://127.0.0.1:22/"),
        ("GET", "/proxy=https%3A%2F%2Fhuggingface.co"),
        ("GET", "/gradio_api/stream/x/1/2/playlist.m3u8"),
        ("GET", "/dev/reload"),
        ("GET", "/gradio_api/dev/reload"),
        ("POST", "/login"),
        ("GET", "/logout"),
        ("GET", "/svelte/index.js"),
        ("GET", "/gradio_api/deep_link"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/data?session_hash=x"),
        ("GET", "/gradio_api/heartbeat/x"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/reset"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/gradio_api/app_id"),
        ("GET", "/mcp/"),
        ("GET", "/gradio_api/mcp/sse"),
        ("GET", "/static/%2e%2e/%2e%2e/app.py"),
        ("GET", "/static/..%2f..%2fapp.py"),
        ("GET", "/static/%252e%252e%252fapp.py"),
        ("GET", "/static//etc/passwd"),
        ("GET", "/assets//etc/passwd"),
        ("GET", "/assets/..\\..\\app.py"),
        ("GET", "/assets/..%5c..%5capp.py"),
        ("GET", "/earwitness/../app.py"),
        ("GET", "/earwitness/%2e%2e/app.py"),
        ("GET", "/earwitness//etc/passwd"),
        ("GET", "/earwitness/leaflet/../../METADATA"),
        ("GET", "/earwitness/%00"),
        ("GET", "/audio/..%2f..%2fetc%2fpasswd"),
        ("GET", "/audio/"),
        ("GET", "/.git/config"),
        ("GET", "/data/demo/clips.csv"),
    ],
)
def test_a_door_is_shut_however_it_is_written(server, method, target):
    body: dict[str, Any] | None = {} if method == "POST" else None
    assert ask(server, target, method, body).status in SHUT


def private_files(server: Server) -> list[Path]:
    """What a thief would ask for: the database, the host's key, the packs, this program."""
    state = [server.state / name for name in ("earwitness.db", "secret")]
    packs = [ROOT / "data/demo/clips.csv", next((ROOT / "data/demo/audio").iterdir()), ROOT / "app.py"]
    real = [AGL1K / "geoLocalization_schema.csv"] if AGL1K.is_dir() else []
    return [*state, *packs, *real, Path("/etc/passwd")]


def ways_to(file: Path) -> set[str]:
    """The ways in which its path can be written in a request."""
    absolute = str(file)
    up = "../" * 12 + absolute.lstrip("/")
    relative = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else absolute
    plain = {absolute, up, relative, "./" + relative, "file://" + absolute, "//" + absolute}
    once = {quote(path, safe="") for path in plain} | {path.replace("..", "%2e%2e") for path in plain}
    twice = {quote(path, safe="") for path in once}
    return plain | once | twice | {path.replace("/", "%2f") for path in plain} | {up.replace("/", "\\")}


DOORS = (
    "/gradio_api/file=",
    "/file=",
    "/gradio_api/file/",
    "/file/",
    "/gradio_api/file%3D",
    "/static/",
    "/assets/",
    "/earwitness/",
    "/earwitness/leaflet/",
    "/audio/",
    "/",
    "/gradio_api/proxy=file://",
)


@pytest.mark.on_sqlite
def test_no_door_leads_to_a_file_of_the_house(server):
    for file in private_files(server):
        assert file.exists()
        start = file.read_bytes()[:24]
        for target in sorted(door + way for door in DOORS for way in ways_to(file)):
            answer = ask(server, quote(target, safe="/%=:.\\"))
            assert answer.status in SHUT, target
            assert start not in answer.body, target


HEADERS = {
    "content-security-policy": "frame-ancestors 'self' https://huggingface.co",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "microphone=()",
}


def guarded(answer: Answer) -> bool:
    """Whether a reply carries each security header, and none of those that would break a frame."""
    has_each = all(part in answer.headers.get(name, "") for name, part in HEADERS.items())
    return has_each and not {"x-frame-options", "cross-origin-embedder-policy", "set-cookie"} & set(
        answer.headers
    )


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/config",
        "/theme.css",
        "/healthz",
        "/readyz",
        "/api/docs",
        "/api/openapi.json",
        "/api/consent",
        "/api/places?q=Lima",
        "/api/players/me",
        "/api/nothing",
        "/earwitness/main.js",
        "/earwitness/nothing.js",
        "/nothing/here",
    ],
)
def test_head_is_answered_as_get_without_the_body(server, target):
    got, told = ask(server, target), ask(server, target, "HEAD")
    varying = {"date"}
    assert (told.status, told.body) == (got.status, b"")
    assert {k: v for k, v in told.headers.items() if k not in varying} == {
        k: v for k, v in got.headers.items() if k not in varying
    }


def test_a_wrong_method_is_a_problem_that_names_the_right_ones_wherever_it_is_used(server):
    documented = json.loads(ask(server, "/api/openapi.json").body)["paths"]
    allowed = {filled(path): {method.upper() for method in documented[path]} for path in documented}
    read_only = "/", "/config", "/healthz", "/readyz", "/api/docs", "/api/openapi.json", "/earwitness/main.js"
    allowed |= {path: {"GET"} for path in read_only}
    assert "/audio/x" in allowed
    for path, methods in allowed.items():
        methods |= {"HEAD"} if "GET" in methods else set()
        for method in {
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "PROPFIND",
        } - methods:
            reply = ask(server, path, method)
            assert (reply.status, reply.headers["allow"]) == (405, ", ".join(sorted(methods))), (method, path)
            assert reply.headers["content-type"] == "application/problem+json"
            assert (reply.body == b"") is (method == "HEAD")
            assert guarded(reply)


class Player:
    """Someone who plays by the API."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.token = json.loads(ask(server, "/api/players", "POST", {"consent": False}).body)["player"]
        self.game = self.post("/api/games", {"mode": "random"})["game"]
        self.round = self.post(f"/api/games/{self.game}/rounds", {})

    def ask(self, target: str, body: object) -> Answer:
        return ask(self.server, target, "POST", body, **{"X-Earwitness-Player": self.token})

    def post(self, target: str, body: object) -> dict[str, str]:
        reply: dict[str, str] = json.loads(self.ask(target, body).body)
        return reply


def test_every_kind_of_reply_carries_the_security_headers(server):
    player = Player(server)
    audio, guess = player.round["audio"], f"/api/rounds/{player.round['round']}/guess"
    tag = ask(server, "/earwitness/main.js").headers["etag"]
    first, elsewhere = {"lat": 1, "lon": 2}, {"lat": 3, "lon": 4}
    replies = [
        (200, ask(server, "/")),
        (200, ask(server, "/config")),
        (200, ask(server, "/theme.css")),
        (200, ask(server, "/favicon.ico")),
        (200, ask(server, "/healthz")),
        (200, ask(server, "/readyz")),
        (200, ask(server, "/api/docs")),
        (200, ask(server, "/api/openapi.json")),
        (200, ask(server, "/api/places?q=Lima")),
        (200, ask(server, "/earwitness/main.js")),
        (200, ask(server, "/earwitness/leaflet/leaflet.js")),
        (200, ask(server, audio)),
        (206, ask(server, audio, Range="bytes=0-9")),
        (416, ask(server, audio, Range="bytes=999999999-")),
        (304, ask(server, "/earwitness/main.js", **{"If-None-Match": tag})),
        (401, ask(server, "/api/players/me")),
        (404, ask(server, "/nothing/here")),
        (404, ask(server, "/api/nothing")),
        (404, ask(server, "/earwitness/nothing.js")),
        (404, ask(server, "/audio/nothing")),
        (404, ask(server, "/assets/nothing.js")),
        (405, ask(server, "/api/players", "PUT", {})),
        (413, ask(server, "/api/players", "POST", b"x" * 17_000)),
        (422, player.ask(guess, {"lat": 91, "lon": 0})),
        (422, player.ask(guess, b"{")),
        (200, player.ask(guess, first)),
        (409, player.ask(guess, elsewhere)),
    ]
    assert [reply.status for _, reply in replies] == [status for status, _ in replies]
    assert [status for status, reply in replies if not guarded(reply)] == []


def test_errors_of_the_api_are_problems_with_a_sentence(server):
    player = Player(server)
    guess = f"/api/rounds/{player.round['round']}/guess"
    errors = [
        ask(server, "/api/players/me"),
        ask(server, "/api/nothing"),
        ask(server, "/audio/nothing"),
        ask(server, "/nothing/here"),
        ask(server, player.round["audio"], Range="bytes=999999999-"),
        ask(server, "/api/players", "PUT", {}),
        ask(server, "/api/players", "POST", b"x" * 17_000),
        player.ask(guess, {"lat": 91, "lon": 0}),
        player.ask(guess, b"{"),
        player.ask(guess, b"[" * 9_000),
        player.ask("/api/rounds/nothing/guess", {"lat": 1, "lon": 0}),
    ]
    assert [error for error in errors if not is_problem(error)] == []


def is_problem(answer: Answer) -> bool:
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return False
    problem = json.loads(answer.body)
    return bool(problem["status"] == answer.status and re.fullmatch(r"[A-Z].*\.", problem["detail"]))


def test_a_crowd_behind_one_address_is_asked_to_wait_with_the_security_headers(tmp_path):
    with serving(tmp_path / "crowd", EARWITNESS_RATE_LIMIT="on") as busy:
        waits = (ask(busy, "/api/players", "POST", {"consent": True}) for _ in range(200))
        answer = next(answer for answer in waits if answer.status == 429)
        assert guarded(answer)
        assert int(answer.headers["retry-after"]) > 0
        assert json.loads(answer.body)["detail"].endswith(".")
        assert ask(busy, "/healthz").status == 200
        [row] = busy.rows("SELECT count(*) AS players FROM players")
        assert row["players"] < 200


def test_nothing_that_is_asked_makes_the_server_fail(server):
    player = Player(server)
    guess = f"/api/rounds/{player.round['round']}/guess"
    answers = [
        ask(server, "/earwitness/%00"),
        ask(server, "/earwitness/" + "a" * 3_000),
        ask(server, "/static/" + "a" * 3_000),
        ask(server, "/assets/" + "a" * 3_000),
        ask(server, "/assets/%00"),
        ask(server, "/api/places?q=%00%FF%ED%A0%80"),
        ask(server, "/api/places?lat=1&lon=1e300&zoom=5"),
        ask(server, "/api/rounds/%00%FF/guess", "POST", {"lat": 1, "lon": 2}),
        ask(server, "/api/players/me", **{"X-Earwitness-Player": "\xe9" * 500}),
        ask(server, "/gradio_api/queue/join", "POST", {"data": [], "fn_index": 0, "session_hash": "x"}),
        ask(server, "/gradio_api/queue/join", "POST", {"data": [1], "fn_index": 10**30, "session_hash": "x"}),
        ask(server, "/gradio_api/cancel", "POST", {"session_hash": "x", "fn_index": 0, "event_id": "x"}),
        ask(server, "/", Accept="\xff", **{"Accept-Language": "x" * 5_000}),
        player.ask(guess, b'{"lat": 1' + b"0" * 400 + b', "lon": 2}'),
        player.ask(guess, b'{"lat": NaN, "lon": 1e999}'),
        player.ask(guess, b"[" * 9_000),
        player.ask("/api/players", b'{"consent": true, "consent_version": "\\ud800"}'),
        *(
            ask(server, player.round["audio"], Range=r)
            for r in ("bytes=0-9" * 99, "bytes=-0", "bytes=" + "9" * 30 + "-")
        ),
    ]
    assert [at for at, answer in enumerate(answers) if answer.status >= 500] == []
    assert "Traceback" not in server.log.read_text()
