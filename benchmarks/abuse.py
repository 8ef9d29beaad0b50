"""Twenty hostile clients on one route after another, with rate limits on."""

import asyncio
import json

import numpy as np

from benchmarks.client import Connection
from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, HOST, Server, serving, settle

HOSTILE = 20
PAUSE = 0.25  # seconds between an ordinary player's calls
ROUTES = (
    *("/", "/config", "/theme.css", "/readyz", "/healthz", "/earwitness/main.js", "/nothing"),
    *("/earwitness/plotly/plotly.min.js", "/api/places?q=paris", "/api/leaderboard/clips"),
    *("/api/leaderboard/same-clips", "/api/openapi.json", "/audio/nothing"),
)


def measure(quick: bool) -> list[Figure]:
    """Guess while others hammer a route."""
    routes = ROUTES[:2] if quick else ROUTES
    with serving(GAME, EARWITNESS_RATE_LIMIT="on") as game:
        settle(game)
        slowest = {route: asyncio.run(_p95(game, route)) for route in routes}
    worst = max(slowest, key=slowest.__getitem__)
    return [
        Figure(
            f"guess p95, {HOSTILE} hostile clients at {worst}", "ms", slowest[worst], target=Target(500.0)
        ),
    ]


async def _p95(game: Server, route: str) -> float:
    hostile = [asyncio.create_task(_hammer(game, route)) for _ in range(HOSTILE)]
    try:
        return 1000 * float(np.quantile(await _play(game), 0.95))
    finally:
        for client in hostile:
            client.cancel()
        await asyncio.gather(*hostile, return_exceptions=True)


async def _hammer(game: Server, route: str) -> None:
    connection = Connection(HOST, game.port)
    while True:
        await connection.ask("GET", route)


async def _play(game: Server) -> list[float]:
    """Play two games; return the seconds that each guess took."""
    connection, headers, times = Connection(HOST, game.port), "", []

    async def post(path: str, body: object) -> tuple[dict[str, str], float]:
        await asyncio.sleep(PAUSE)
        reply = await connection.ask("POST", path, json.dumps(body).encode(), headers)
        if reply.status >= 400:
            raise RuntimeError(f"{path} answered {reply.status}: {reply.body[:500]!r}")
        return json.loads(reply.body), reply.whole

    player, _ = await post("/api/players", {"consent": False})
    headers = f"X-Earwitness-Player: {player['player']}\r\n"
    for _ in range(2):
        begun, _ = await post("/api/games", {"mode": "random"})
        for _ in range(5):
            dealt, _ = await post(f"/api/games/{begun['game']}/rounds", {})
            _, seconds = await post(f"/api/rounds/{dealt['round']}/guess", {"lat": 1, "lon": 2})
            times.append(seconds)
    connection.close()
    return times
