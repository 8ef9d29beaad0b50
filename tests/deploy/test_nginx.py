"""Our nginx configuration before two servers that say what reached them."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from game.api.gateway import PAGE_BODY_BYTES
from game.project_files import ROOT
from game.server import protocol
from game.server.run import CONNECTIONS_PER_PLAYER, KEEP_ALIVE_SECONDS, PING_SECONDS
from game.settings import Settings
from game.store.engines import LEAST_LOCK_SECONDS
from tests.deploy.deployment import NGINX_FILES, Nginx, open_folder, uncommented
from tests.servers import QUICK_CLIENT

pytestmark = pytest.mark.slow

CALLS = "/api/games"
MANY = 24  # keys, which do not all go to one of two servers by chance


class Upstream(ThreadingHTTPServer):
    """A server that answers with the request's headers, or hangs up on paths that say so."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Echo)
        self.seen: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.01,)).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Echo(BaseHTTPRequestHandler):
    server: Upstream
    wbufsize = -1  # one piece for an answer

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(f"{self.command} {self.path}")
        if "hang-up" in self.path:
            self.close_connection = True
            return
        status = 503 if "busy" in self.path else 200
        body = json.dumps([self.server.port, self.path, self.headers.items()]).encode()
        self.send_response(status)
        if "v=" in self.path:
            self.send_header("Cache-Control", "public, max-age=31536000, immutable")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PATCH = do_DELETE = do_GET

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def servers() -> Iterator[list[Upstream]]:
    with ExitStack() as running:
        made = [Upstream(), Upstream()]
        for one in made:
            running.callback(one.close)
        yield made


@pytest.fixture
def nginx(servers: list[Upstream]) -> Iterator[Nginx]:
    """A new one for each test: it remembers which servers failed."""
    with open_folder() as folder, Nginx(folder, [one.port for one in servers], folder).running() as running:
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(**QUICK_CLIENT) as made:
        yield made


def told(reply: httpx.Response) -> dict[str, str]:
    """The headers that reached a server, by lower-case names; of none more than one."""
    headers = [(name.lower(), value) for name, value in reply.json()[2]]
    assert len(dict(headers)) == len(headers)
    return dict(headers)


LIES = {
    "X-Forwarded-For": "6.6.6.6, 7.7.7.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=6.6.6.6;host=evil.example",
    "Upgrade": "h2c",
    "Connection": "Upgrade, HTTP2-Settings",
}


def test_what_a_client_says_about_itself_ends_at_nginx(nginx):
    for base, prefix in ((nginx.root, ""), (nginx.path, "/ear")):
        given = told(httpx.get(f"{base}{CALLS}", headers=LIES, **QUICK_CLIENT))
        host = urlsplit(base).netloc
        expected = {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http", "x-forwarded-host": host}
        expected |= {"host": host} | ({"x-forwarded-prefix": prefix} if prefix else {})
        names = {"forwarded", "upgrade", "connection", "x-forwarded-prefix", *expected}
        assert {name: given[name] for name in names if name in given} == expected


def test_only_websockets_are_upgraded(nginx):
    upgrade = {"Upgrade": "WebSocket", "Connection": "Upgrade"}
    given = told(httpx.get(f"{nginx.path}/api/parties/abc/ws", headers=upgrade, **QUICK_CLIENT))
    assert (given["upgrade"], given["connection"]) == ("websocket", "upgrade")


def test_the_path_is_removed_and_nothing_else_of_the_address(nginx):
    for path in (
        "/",
        "/api/a%20b?x=%C3%A9&y=1",
        "/earwitness/~a.js?a=1",
        "/assets/b.js",
        "/audio/ear/",
    ):
        direct, below = (
            httpx.get(base + path, **QUICK_CLIENT).json()[1] for base in (nginx.root, nginx.path)
        )
        assert direct == path
        assert httpx.URL(below) == httpx.URL(path)


def test_a_player_stays_with_a_game_and_players_and_sounds_are_spread(nginx, client):
    def port(path: str, player: str) -> int:
        return int(client.get(nginx.root + path, headers={"X-Earwitness-Player": player}).json()[0])

    numbers = range(MANY)
    players = [{number: port(path, str(number)) for number in numbers} for path in ("/api/a", "/api/b")]
    sounds = [
        {number: port(f"/audio/{number}", "") for number in order} for order in (numbers, numbers[::-1])
    ]
    for first, again in (players, sounds):
        assert first == again
        assert len(set(first.values())) == 2


def test_a_call_that_was_sent_is_never_repeated_but_a_question_is(nginx, servers):
    for method, times in {
        "GET": 2,
        "DELETE": 2,
        "POST": 1,
        "PATCH": 1,
    }.items():  # three failures put one aside
        path = f"/{method}/hang-up"
        assert httpx.request(method, nginx.root + path, **QUICK_CLIENT).status_code == 502
        assert [f"{method} {path}" in one.seen for one in servers].count(True) == times


def test_the_other_game_takes_what_one_could_not_be_sent(nginx, servers, client):
    paths = [f"{nginx.root}/{number}" for number in range(MANY)]
    gone, other = (one.port for one in servers)
    of_the_first = [path for path in paths if client.get(path).json()[0] == gone]
    servers[0].close()
    for method, path in zip(("GET", "POST", "PATCH"), of_the_first, strict=False):
        assert client.request(method, path).json()[0] == other


def test_a_games_own_503_reaches_the_player(nginx, servers):
    for number in range(8):
        assert httpx.get(f"{nginx.root}/busy/{number}", **QUICK_CLIENT).status_code == 503
    assert sum(len(one.seen) for one in servers) == 8


def test_versioned_files_are_kept_in_each_encoding_and_others_are_not(nginx, servers):
    def asked(address: str, encoding: str) -> int:
        before = sum(len(one.seen) for one in servers)
        for _ in range(2):
            given = told(httpx.get(address, headers={"Accept-Encoding": encoding}, **QUICK_CLIENT))
            assert given["accept-encoding"] == encoding
        return sum(len(one.seen) for one in servers) - before

    for base in (nginx.root, nginx.path):
        for path in (f"/{folder}/{len(base)}.js?v=1" for folder in ("earwitness", "assets")):
            assert [asked(base + path, encoding) for encoding in ("gzip", "br")] == [1, 1]
        assert [asked(base + path, "gzip") for path in ("/earwitness/a.js", "/api/a?v=1")] == [2, 2]


def test_what_is_too_large_or_of_no_concern_does_not_come_through(nginx, servers):
    too_large = httpx.post(nginx.root + "/config", content=bytes(PAGE_BODY_BYTES + 1), **QUICK_CLIENT)
    assert too_large.status_code == 413
    hosts = [urlsplit(base)._replace(path="").geturl() for base in (nginx.root, nginx.path)]
    for address in (
        *(f"{base}/metrics{rest}" for base in (nginx.root, nginx.path) for rest in ("", "/")),
        *(f"{host}/sealed/{name}" for host in hosts for name in ("", "nginx.conf")),
    ):
        assert httpx.get(address, **QUICK_CLIENT).status_code == 404, address
    assert [one.seen for one in servers] == [[], []]


# ---- the files themselves


def directive(name: str) -> str:
    """The value of a directive that occurs once."""
    (value,) = re.findall(rf"^\s*{name} ([^;]+);", TEXT, re.MULTILINE)
    return str(value)


TEXT = "\n".join(uncommented(file.read_text()) for file in sorted(NGINX_FILES.glob("*.conf")))


def seconds(name: str) -> float:
    return float(directive(name).removesuffix("s"))


def test_limits_are_those_that_the_game_has_without_a_proxy():
    assert directive("client_max_body_size") == f"{PAGE_BODY_BYTES // 1024}k"
    assert seconds("client_header_timeout") == protocol.HEAD_SECONDS
    assert seconds("client_body_timeout") == protocol.BODY_SECONDS
    assert seconds("send_timeout") == protocol.READ_SECONDS
    most = CONNECTIONS_PER_PLAYER * Settings.from_env({}).players_per_address
    assert directive("limit_conn") == f"earwitness_addresses {most}"


def test_nginx_lets_go_of_a_connection_before_the_game_and_waits_longer_than_it():
    kept = [float(value) for value in re.findall(r"^\s*keepalive_timeout (\d+)s;", TEXT, re.MULTILINE)]
    assert min(kept) < KEEP_ALIVE_SECONDS == max(kept)  # of the games, and of players
    patience = [float(value) for value in re.findall(r"^\s*proxy_read_timeout (\d+)s;", TEXT, re.MULTILINE)]
    assert sorted(set(patience)) == [min(patience), max(patience)]  # with calls, and with parties
    assert max(patience) > 2 * PING_SECONDS
    # A call that one game has kept waiting may go to another one before its page gives up.
    page = re.search(
        r"^const TIMEOUT = ([\d_]+); // ms", (ROOT / "assets/shared/api.js").read_text(), re.MULTILINE
    )
    assert page is not None
    assert LEAST_LOCK_SECONDS < min(patience) < seconds("proxy_next_upstream_timeout") < int(page[1]) / 1000
    assert seconds("proxy_connect_timeout") < min(patience)


def test_the_part_for_https_is_accepted_with_a_certificate(tmp_path: Path):
    commented = (NGINX_FILES / "nginx.conf").read_text().partition("# HTTPS")[2].partition("\n")[2]
    server = re.sub(r"^    # ?", "", commented.rpartition("\n}")[0], flags=re.MULTILINE)
    assert server.count("server {") == 2
    keys = {name: tmp_path / name for name in ("fullchain.pem", "privkey.pem")}
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-subj", "/CN=school.example", "-out", str(keys["fullchain.pem"])]
    made += ["-keyout", str(keys["privkey.pem"])]
    subprocess.run(made, check=True, capture_output=True)
    with open_folder() as folder:
        nginx = Nginx(folder, [1, 2], folder)
        config = folder / "nginx.conf"
        for name, file in keys.items():
            server = server.replace(f"/etc/nginx/certificates/{name}", str(file))
        config.write_text(config.read_text().replace("# HTTPS", server + "# HTTPS"))
        checked = subprocess.run(nginx.command("-t"), capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
