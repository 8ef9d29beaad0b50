"""Small real applications: a pack of short recordings, a state folder, and a client that plays."""

import asyncio
import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import create_app
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.packs.manifest import COLUMNS
from game.packs.pack import PRACTICE_PACK
from game.play.services import Services
from game.settings import Settings
from game.study.simulation.participant_client import page_proof
from game.study.simulation.simulated_host import MovedClock, SimulatedHost
from tests.builders.recordings import encoded
from tests.databases import databases

Point = tuple[float, float]
Json = dict[str, Any]

# Towns far apart, one on each continent.
TOWNS: tuple[Point, ...] = (
    (48.8566, 2.3522),
    (35.6895, 139.6917),
    (-1.2864, 36.8172),
    (40.7128, -74.0060),
    (-34.6037, -58.3816),
    (-33.8688, 151.2093),
)

HEARD_SECONDS = 20.0


def write_pack(folder: Path, points: Sequence[Point], prefix: str = "k", **texts: str) -> Path:
    """A pack with one short clip at each point, keyed k0, k1 ... unless another prefix is given."""
    (folder / "audio").mkdir(parents=True)
    with (folder / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, (lat, lon) in enumerate(points):
            (folder / "audio" / f"{number}.mp3").write_bytes(encoded("mp3"))
            writer.writerow(
                {"key": f"{prefix}{number}", "file": f"{number}.mp3", "lat": lat, "lon": lon, **texts}
            )
    return folder


class Clock(MovedClock):
    """A clock that a test moves, from a day in January 2027."""

    def __init__(self) -> None:
        super().__init__(1_800_000_000.0)


@contextmanager
def running(
    state: Path, clock: Callable[[], float] = time.time, seed: int | None = None, /, **env: str
) -> Iterator[TestClient]:
    """The whole application but Gradio's page, which takes half of the time of a start, over a state folder.

    ``env`` can turn on rate limits and the leaderboard.
    """
    with _opened(_settings(state, env), clock, seed) as client:
        yield client


@contextmanager
def running_with_page(state: Path, /, **env: str) -> Iterator[TestClient]:
    """The same, for a test that looks at the page or at what else Gradio serves."""
    with _opened(_settings(state, env), page=True) as client:
        yield client


def _settings(state: Path, env: Mapping[str, str]) -> Settings:
    quiet = {"EARWITNESS_RATE_LIMIT": "off", "EARWITNESS_LEADERBOARD": "off"}
    own = {"EARWITNESS_STATE": str(state), **databases.environment(state)}
    return Settings.from_env({**quiet, **own, **env})


@contextmanager
def _opened(
    settings: Settings, clock: Callable[[], float] = time.time, seed: int | None = None, page: bool = False
) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        """Outside a running loop Gradio would make one of its own, and leave it open."""
        return create_app(settings, clock, np.random.default_rng(seed), page=page)

    _know_the_demo(settings.state)
    with TestClient(asyncio.run(build())) as client:
        yield client


def _know_the_demo(state: Path) -> None:
    """Give a new state folder what an earlier start would have learnt of the demo's recordings."""
    name, learnt = _inspected_demo()
    file = state / "inspected" / name
    if not file.exists():
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(learnt)


@cache
def _inspected_demo() -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as state:
        load_pack(PRACTICE_PACK, Gazetteer.load(), Path(state))
        [file] = Path(state, "inspected").iterdir()
        return file.name, file.read_bytes()


def services_of(client: TestClient) -> Services:
    """What the application behind a client works with."""
    app = client.app
    assert isinstance(app, FastAPI)
    found = app.state.services
    assert isinstance(found, Services)
    return found


def simulated_host(client: TestClient, clock: Clock) -> SimulatedHost:
    """The application as simulated people play it."""
    assert client.portal is not None
    return SimulatedHost(client, clock, services_of(client), client.portal.call)


class Player:
    """A client that plays through the HTTP API."""

    def __init__(self, client: TestClient | httpx.Client, /, **body: Any) -> None:
        self.client = client
        request = {"consent": True, "client": "page", **body}
        if request["client"] == "page":
            request["proof"] = page_proof(client.get("/api/players/challenge").json())
        headers = {"Origin": str(client.base_url)}
        self.joined: Json = client.post("/api/players", json=request, headers=headers).json()
        self.headers = {"X-Earwitness-Player": self.joined["player"]}

    def at(self, client: httpx.Client) -> "Player":
        """The same player at another game on the same database."""
        there = copy(self)
        there.client = client
        return there

    @classmethod
    def known(cls, client: TestClient | httpx.Client, token: str) -> "Player":
        """A player who has joined before."""
        player = cls.__new__(cls)
        player.client, player.headers = client, {"X-Earwitness-Player": token}
        return player

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(path, json=body, headers=self.headers)

    def patch(self, path: str, body: object) -> Any:
        return self.client.patch(path, json=body, headers=self.headers)

    def start(self, mode: str = "random") -> Json:
        return _body(self.post("/api/games", {"mode": mode}), 201)

    def deal(self, game: str) -> Json:
        return _body(self.post(f"/api/games/{game}/rounds"), 200, 201)

    def hear(self, dealt: Json) -> Json:
        """Ask for a round's recording; gives what the page reports of listening to it for `HEARD_SECONDS`.

        The round counts if it is closed that long after it was dealt.
        """
        assert self.client.get(dealt["audio"]).status_code == 200
        return {"seconds_heard": HEARD_SECONDS, "plays": 1, "seconds_to_guess": HEARD_SECONDS}

    def guess(self, round_: str, lat: float = 0.0, lon: float = 0.0, **fields: object) -> Json:
        return _body(self.post(f"/api/rounds/{round_}/guess", {"lat": lat, "lon": lon, **fields}), 200)

    def play(self, mode: str = "random", clock: Clock | None = None) -> list[Json]:
        """Play a game to its end, guessing at 0, 0; with the game's clock, listening so that rounds count."""
        game = self.start(mode)
        return [self._round(game["game"], clock) for _ in range(game["rounds"])]

    def _round(self, game: str, clock: Clock | None) -> Json:
        dealt = self.deal(game)
        if clock is None:
            return self.guess(dealt["round"])
        report = self.hear(dealt)
        clock.now += HEARD_SECONDS
        return self.guess(dealt["round"], **report)


def _body(reply: Any, *statuses: int) -> Json:
    assert reply.status_code in statuses, reply.text
    body: Json = reply.json()
    return body
