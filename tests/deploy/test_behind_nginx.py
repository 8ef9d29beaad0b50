"""What compose.yaml and the systemd units start, run here: PostgreSQL, our nginx, and a game of each."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import URL, make_url
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from game.page.assets import edition
from tests.builders.running_game import TOWNS, Player, write_pack
from tests.databases import rows
from tests.deploy.deployment import Nginx, compose, environment_of, environment_of_unit, open_folder
from tests.postgresql_server import PostgresqlServer
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, Server

pytestmark = pytest.mark.slow

SECRETS = {"EARWITNESS_SECRET": "a key that only this host knows", "POSTGRES_PASSWORD": "p@ss/w:rd"}
HOSTS_OWN = ("EARWITNESS_SECRET", "EARWITNESS_DATABASE", "PGPASSWORD")  # in /etc/earwitness.env
Fields = Sequence[tuple[str, str]]
Reply = tuple[int, list[tuple[str, str]], bytes]
OF_THE_SERVER = {"connection", "date", "keep-alive", "server"}  # headers that a proxy makes anew


class Deployment:
    """nginx before a game with Compose's environment and one with systemd's; beside them another one on the
    same database, which sends all sounds itself.
    """

    def __init__(self, folder: Path, url: URL) -> None:
        self.url = url.set(password=SECRETS["POSTGRES_PASSWORD"]).render_as_string(hide_password=False)
        self.sealed = folder / "sealed"
        of_compose = environment_of("app1", SECRETS)
        given = [of_compose, environment_of_unit(7861) | {name: of_compose[name] for name in HOSTS_OWN}]
        here = {"EARWITNESS_DATABASE": url.render_as_string()}
        here["EARWITNESS_PACK"] = str(write_pack(folder / "towns", TOWNS * 3))
        self.games = [Server(folder / "state", **self._moved(env) | here) for env in given]
        self.plain = Server(folder / "state", **self._moved(of_compose) | here | {"EARWITNESS_ACCEL": ""})
        self.nginx = Nginx(folder, [game.port for game in self.games], self.sealed)
        self._running = ExitStack()

    def _moved(self, env: dict[str, str]) -> dict[str, str]:
        """The same without what says where a game runs, which is another place here."""
        location = env["EARWITNESS_ACCEL"].split()[0]
        kept = {
            name: value for name, value in env.items() if name not in ("HOST", "PORT", "EARWITNESS_STATE")
        }
        return kept | {"EARWITNESS_ACCEL": f"{location} {self.sealed}"}

    @property
    def bases(self) -> list[str]:
        return [self.nginx.root, self.nginx.path]

    def start(self, running: ExitStack) -> None:
        """Start all games at once, on an empty database, and nginx."""
        servers = [*self.games, self.plain]
        self.plain.prepare()
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(Server.start, servers))
        for server in servers:
            running.callback(server.stop)
        running.enter_context(self.nginx.running())
        self._running = running

    def client(self, base: str) -> httpx.Client:
        return self._running.enter_context(httpx.Client(base_url=base, timeout=60.0, **QUICK_CLIENT))

    def player(self, base: str) -> Player:
        return Player(self.client(base))

    def sealed_file(self, audio: str) -> Path:
        """The file from which nginx sends a sound, once it is written."""
        return self.sealed / wait_for(partial(self._location, audio)).rpartition("/")[2]

    def _location(self, audio: str) -> str:
        asked = httpx.get(self.games[0].address + audio, headers={"Range": "bytes=0-0"}, **QUICK_CLIENT)
        return str(asked.headers.get("x-accel-redirect", ""))

    def served(self, round_: str) -> int:
        (row,) = rows(self.url, f"SELECT bytes_served FROM rounds WHERE round = '{round_}'")
        return int(str(row["bytes_served"]))


@pytest.fixture(scope="module")
def deployment(postgresql: PostgresqlServer) -> Iterator[Deployment]:
    """The database belongs to a role that has nothing else, and whose password stands in no address."""
    url = make_url(postgresql.empty_database())
    role, password = environment_of("postgres", SECRETS)["POSTGRES_USER"], SECRETS["POSTGRES_PASSWORD"]
    postgresql.run(
        f"CREATE ROLE {role} LOGIN PASSWORD '{password}'", f"ALTER DATABASE {url.database} OWNER TO {role}"
    )
    with open_folder() as folder, postgresql.asking_for_passwords(), ExitStack() as running:
        made = Deployment(folder, URL.create(url.drivername, role, database=url.database, query=url.query))
        made.start(running)
        yield made


def ask(base: str, path: str, fields: Fields = (), method: str = "GET") -> Reply:
    """Send a request as it is given, and read what comes back."""
    host = urlsplit(base)
    line = http.client.HTTPConnection(host.netloc, timeout=60)
    line.putrequest(method, host.path + path, skip_accept_encoding=True)
    for name, value in fields:
        line.putheader(name, value)
    line.endheaders()
    reply = line.getresponse()
    body = reply.read()
    line.close()
    headers = [(name.lower(), value) for name, value in reply.getheaders()]
    return reply.status, sorted(one for one in headers if one[0] not in OF_THE_SERVER), body


def test_games_are_played_through_nginx_at_the_root_and_under_a_path(deployment):
    for base in deployment.bases:
        player = deployment.player(base)
        game = player.start()["game"]
        dealt = player.deal(game)
        size = len(ask(base, dealt["audio"])[2])
        assert ask(base, dealt["audio"], [("Range", "bytes=0-9")])[0] == 206
        player.guess(dealt["round"])
        assert deployment.served(dealt["round"]) == size + 10
        assert player.client.get("/").status_code == 200


def test_what_nginx_sends_is_counted_before_the_guess_wherever_it_comes(deployment):
    player = deployment.player(deployment.nginx.root)
    dealt = player.deal(player.start()["game"])
    size = deployment.sealed_file(dealt["audio"]).stat().st_size
    served = deployment.served(dealt["round"])
    for wanted, length in (("bytes=0-0", 1), ("bytes=-5", 5), (f"bytes=0-{size - 3}", size - 2)):
        for game in deployment.games:
            reply = httpx.get(game.address + dealt["audio"], headers={"Range": wanted}, **QUICK_CLIENT)
            assert (reply.content, "x-accel-redirect" in reply.headers) == (b"", True)
            served += length
    player.at(deployment.client(deployment.plain.address)).guess(dealt["round"])
    assert deployment.served(dealt["round"]) == served


DATE, EARLIER, LATER = (f"Wed, 21 Oct {year} 07:28:00 GMT" for year in (2015, 1980, 2060))
REQUESTS: list[tuple[str, Fields]] = [
    ("GET", []),
    *[
        ("GET", [("Range", wanted)])
        for wanted in (
            *("bytes=0-0", "bytes=0-", "bytes=10-19", "bytes=7-999999999", "bytes=-1", "bytes=-999999999"),
            *("bytes=999999999-", "bytes=-0", "bytes=5-2", "bytes=0-1,4-5", "bytes=0-0,-1", "items=0-1"),
            *("Bytes=3-4", "bytes= 3-4", "bytes=3-4,", f"bytes=0-{'9' * 23}", "bytes=", "bytes=-"),
        )
    ],
    *[("HEAD", fields) for fields in ([], [("Range", "bytes=0-9")], [("Range", "bytes=999999999-")])],
    *[("GET", [("Range", "bytes=2-5"), ("If-Range", tag)]) for tag in ('"a"', 'W/"a"', DATE, LATER)],
    *[("GET", [(name, tag)]) for name in ("If-Match", "If-None-Match") for tag in ("*", '"a"')],
    *[
        ("GET", [(name, date)])
        for name in ("If-Modified-Since", "If-Unmodified-Since")
        for date in (EARLIER, LATER, "never")
    ],
    ("GET", [("Range", "bytes=0-1"), ("Range", "bytes=4-5")]),
    ("GET", [("Accept-Encoding", "gzip, br"), ("Range", "bytes=0-99")]),
    ("GET", [("X-Accel-Redirect", "/metrics"), ("X-Accel-Buffering", "no"), ("X-Sendfile", "/etc/passwd")]),
    ("POST", [("Content-Length", "0")]),
]


def test_every_answer_is_the_same_whether_nginx_or_the_game_sends_it(deployment):
    player = deployment.player(deployment.nginx.root)
    dealt = player.deal(player.start()["game"])
    deployment.sealed_file(dealt["audio"])
    for method, fields in REQUESTS:
        by_game = ask(deployment.plain.address, dealt["audio"], fields, method)
        for base in deployment.bases:
            assert ask(base, dealt["audio"], fields, method) == by_game, (method, fields)
        named = {name for name, _ in by_game[1]}
        assert not named & {"etag", "last-modified", "x-accel-redirect"}
        assert {"content-security-policy", "x-content-type-options"} <= named


def test_the_bytes_come_from_the_sealed_file(deployment):
    player = deployment.player(deployment.nginx.root)
    dealt = player.deal(player.start()["game"])
    file = deployment.sealed_file(dealt["audio"])
    marked = bytes(file.stat().st_size)
    file.write_bytes(marked)
    for base in deployment.bases:
        assert ask(base, dealt["audio"])[2] == marked
        assert ask(base, dealt["audio"], [("Range", "bytes=9-12")])[2] == marked[9:13]
        assert any(ask(base, dealt["audio"], [("If-None-Match", "*")])[2])  # the game's own
    file.unlink()
    assert any(ask(deployment.nginx.root, dealt["audio"])[2])


def test_no_client_reaches_a_sealed_file_but_by_a_rounds_address(deployment):
    player = deployment.player(deployment.nginx.root)
    dealt = player.deal(player.start()["game"])
    file = deployment.sealed_file(dealt["audio"])
    content = file.read_bytes()
    token = dealt["audio"].removeprefix("/audio/")
    for base in deployment.bases:
        for path in (
            f"/sealed/{file.name}",
            f"//sealed/{file.name}",
            f"/sealed%2f{file.name}",
            f"/audio/../sealed/{file.name}",
            f"/audio/..%2f..%2fsealed/{file.name}",
            f"/audio/{token}/../../sealed/{file.name}",
            f"/audio/{token}%00",
            f"/audio/%2e%2e/sealed/{file.name}",
            f"/audio/../../../..{file}",
            f"/earwitness/..%2f..%2f..{file}",
            "/sealed/",
        ):
            status, headers, body = ask(base, path, [("X-Accel-Redirect", f"/sealed/{file.name}")])
            assert status in (400, 404), path
            assert content not in body and file.name not in str(headers)
        assert ask(urlsplit(base)._replace(path="").geturl(), f"/sealed/{file.name}")[0] == 404
    listed = ask(deployment.nginx.root, "/sealed/")
    assert file.name.encode() not in listed[2]


def test_members_of_a_party_are_connected_through_nginx(deployment):
    for base in deployment.bases:
        player = deployment.player(base)
        joined = player.post("/api/parties", {"nickname": "Anna"}).json()
        line = f"{base.replace('http', 'ws')}/api/parties/{joined['party']}/ws?seat={joined['token']}"
        host = urlsplit(base)._replace(path="").geturl()
        with connect(line, proxy=None, origin=Origin(host)) as socket:
            assert json.loads(socket.recv(timeout=60))["you"] == 1
        with pytest.raises(InvalidStatus), connect(line, proxy=None, origin=Origin("https://evil.example")):
            pass


def test_files_are_compressed_once_and_metrics_stay_inside(deployment):
    for base in deployment.bases:
        encoded = [("Accept-Encoding", "gzip")]
        for _ in range(2):  # from the game, then from nginx
            status, headers, body = ask(base, f"/earwitness/shared/base.css?v={edition()}", encoded)
            assert (status, dict(headers)["content-encoding"], body[:2]) == (200, "gzip", b"\x1f\x8b")
        status, _, body = ask(base, f"/earwitness/shared/base.css?v={edition()}")
        assert (status, b"{" in body) == (200, True)
        for path in ("/metrics", "/metrics/"):
            status, headers, _ = ask(base, path)
            assert (status, dict(headers)["content-type"]) == (404, "text/html")  # nginx's own
    assert ask(deployment.nginx.path, "")[:2] == (
        301,
        [("content-length", "162"), ("content-type", "text/html"), ("location", "/ear/")],
    )


def healthy(port: int) -> bool:
    """What Compose's health check finds."""
    _, _, *arguments = compose()["services"]["app1"]["healthcheck"]["test"]
    command = [sys.executable, *arguments]
    return not subprocess.run(command, env={"PORT": str(port)}, capture_output=True).returncode


def test_a_game_that_stands_still_is_left_out_once_it_has_kept_some_waiting(deployment):
    def status(token: str) -> int:
        """How a call that nginx does not repeat on another game is answered: 422 by any that runs."""
        return ask(deployment.nginx.root, "/api/games", [("X-Earwitness-Player", token)], "POST")[0]

    tokens = [f"nobody-{number}" for number in range(24)]  # half of them belong to either game
    os.kill(deployment.games[0].pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(len(tokens)) as pool:
            assert set(pool.map(status, tokens)) == {422, 504}
        assert {status(token) for token in tokens} == {422}
    finally:
        os.kill(deployment.games[0].pid, signal.SIGCONT)


def test_a_game_that_stops_is_not_missed(deployment):
    players = [deployment.player(deployment.nginx.root) for _ in range(6)]
    started = [player.start()["game"] for player in players]
    check = partial(healthy, deployment.games[0].port)
    assert check()
    deployment.games[0].stop()
    assert not check()
    for player, game in zip(players, started, strict=True):
        dealt = player.deal(game)
        assert any(ask(deployment.nginx.root, dealt["audio"])[2])
        player.guess(dealt["round"])
