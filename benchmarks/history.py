"""What a round costs a player with a long history, compared with a new one: deal and guess, committed."""

import asyncio
import tempfile
import time
from statistics import median

import numpy as np

from benchmarks.figures import Figure, Target
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.packs.pack import PRACTICE_PACK
from game.play.services import Services, open_services
from game.settings import Settings
from tests.builders.stored_guesses import write_guesses

ROUNDS = 20_000
GAMES = 60  # of each player


def measure(quick: bool) -> list[Figure]:
    """Let both play in turns, through the service that the routes call."""
    earlier, games = (500, 4) if quick else (ROUNDS, GAMES)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env({"EARWITNESS_STATE": folder, "EARWITNESS_RATE_LIMIT": "off"})
        players = _write_players(settings, earlier)
        old, new = asyncio.run(_play(settings, players, games))
    return [Figure(f"a round after {earlier:,} others", "ms", old, new, Target(1.5, "ratio"))]


def _write_players(settings: Settings, earlier: int) -> list[str]:
    """One player with this many rounds, and one with a single one."""
    settings.state.mkdir(parents=True, exist_ok=True)
    clips = load_pack(PRACTICE_PACK, Gazetteer.load(), settings.state).clips
    player = np.append(np.zeros(earlier, np.intp), 1)
    clip = np.random.default_rng(1).integers(0, len(clips), len(player))
    zeros = np.zeros(len(player))
    since = time.time() - len(player)
    url, told = settings.database_url, {"mode": "practice", "pack": PRACTICE_PACK}
    return write_guesses(url, clips, player, clip, zeros, zeros, since=since, **told)


async def _play(settings: Settings, players: list[str], games: int) -> list[float]:
    """Median milliseconds of a deal and its guess, by player."""
    services = open_services(settings)
    times: list[list[float]] = [[] for _ in players]
    for _ in range(games):
        for player, own in zip(players, times, strict=True):
            own += await _game(services, player)
    await services.close()
    return [1000 * median(own) for own in times]


async def _game(services: Services, player: str) -> list[float]:
    """Seconds of each round of a game."""
    service = services.game_service
    game, _ = await service.start(player, "practice")
    seconds = []
    for _ in range(game["length"]):
        began = time.perf_counter()
        row, _ = await service.deal(player, game["game"])
        await service.guess(player, row["round"], 1.0, 2.0, {})
        seconds.append(time.perf_counter() - began)
    return seconds
