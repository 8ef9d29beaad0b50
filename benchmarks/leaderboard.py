"""The leaderboard over growing numbers of guesses: time to open, age of its figures, and cost to the game."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Target
from benchmarks.load import Outcome, run
from benchmarks.onlooker import Onlooker
from benchmarks.refresh import Refreshed
from benchmarks.servers import GAME, Server, rest, serving, settle
from benchmarks.spending import Spent, counting_process, peak_bytes, spend
from benchmarks.stage import Stage
from game.processes.supervisor import ONE_THREAD

GUESSES = (10_000, 100_000, 1_000_000)
PLAYERS = 50
THINK = 1.0  # seconds between a round and its guess
LOOKS = 20  # at each view, while nobody plays
SOON = Target(100.0)  # ms
RECOUNTED = Target(5.0)  # CPU s, beside which stands a sort of as many numbers
SEEN = ("board", "figure", "clips")


def measure(quick: bool) -> list[Figure]:
    """Measure with 50 guesses a player, only the fewest guesses if quick."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stage = Stage.made(Path(folder))
        counts = GUESSES[:1] if quick else GUESSES
        return [figure for guesses in counts for figure in _measure(stage, guesses, quick)]


def _measure(stage: Stage, guesses: int, quick: bool) -> list[Figure]:
    world = World(stage.filled(guesses), stage.variables, guesses)
    seconds, turns = (4.0, 1) if quick else (20.0, 3)
    return [
        *_worked_out(world),
        *asyncio.run(_opened_cold(world)),
        *_refreshed(world),
        *asyncio.run(_opened(world, seconds)),
        *_guessed(world, seconds / 2, turns),
        *_exported(world),
    ]


@dataclass(frozen=True, slots=True)
class World:
    """A store with this many guesses, and its settings."""

    state: Path
    variables: dict[str, str]
    guesses: int

    def run(self, *arguments: str) -> Spent:
        """Run a command over it to the end, on one thread like the game's own processes."""
        return spend(arguments, EARWITNESS_STATE=str(self.state), **self.variables, **ONE_THREAD)

    @contextmanager
    def served(self, board: str = "on") -> Iterator[Server]:
        """Serve the game over it."""
        with serving(GAME, state=self.state, EARWITNESS_LEADERBOARD=board, **self.variables) as game:
            yield game

    def figure(
        self, name: str, unit: str, value: float, target: Target | None = None, baseline: float | None = None
    ) -> Figure:
        """A figure whose name gives the number of guesses."""
        return Figure(f"{name}, {self.guesses:,} guesses", unit, value, baseline, target)


def _worked_out(world: World) -> list[Figure]:
    spent = world.run("-m", "leaderboard", "intervals")
    return [
        world.figure("intervals computed", "s", spent.seconds),
        world.figure("intervals computed, CPU", "s", spent.cpu),
        world.figure("intervals, peak memory", "MB", spent.peak_bytes / 1e6),
    ]


async def _opened_cold(world: World) -> list[Figure]:
    """The first opening ever, with intervals in place so that nothing else runs."""
    with world.served() as game:
        ready, onlooker = time.perf_counter(), Onlooker(game)
        await onlooker.board()
        at_once = time.perf_counter() - ready
        await onlooker.people()
        counted = time.perf_counter() - ready
        onlooker.close()
    return [
        world.figure("first opening ever, published rows", "s", at_once, Target(1.0)),
        world.figure("first opening ever, people's row", "s", counted),
    ]


def _refreshed(world: World) -> list[Figure]:
    spent = world.run("-m", "benchmarks.refresh", str(world.guesses))
    found = Refreshed(**json.loads(spent.printed))
    return [
        world.figure("first count, CPU", "s", found.first_cpu),
        world.figure("refresh with 250 new guesses", "s", found.later),
        world.figure("refresh with 250 new guesses, CPU", "s", found.later_cpu, RECOUNTED, found.sorted_cpu),
    ]


async def _opened(world: World, seconds: float) -> list[Figure]:
    """Opening after a restart, then looking while nobody plays, then while people play."""
    with world.served() as game:
        ready, started, onlooker = time.perf_counter(), time.time(), Onlooker(game)
        await onlooker.people()
        opened = time.perf_counter() - ready
        await onlooker.tab()
        whole = time.perf_counter() - ready
        await onlooker.people(since=started)
        settle(game)
        counting = counting_process(game)
        rest(counting)
        switched, again = await onlooker.switch(), await onlooker.switch()
        onlooker.forget()
        await onlooker.watch(LOOKS)
        idle = _looked(world, onlooker, "nobody plays")
        onlooker.forget()
        playing = asyncio.create_task(asyncio.to_thread(run, "game", game, PLAYERS, seconds, THINK))
        await onlooker.watch(until=playing)
        busy = _looked(world, onlooker, f"{PLAYERS} play")
        await playing
        peak = peak_bytes(counting)
        onlooker.close()
    return [
        world.figure("opening after a restart, people's row", "s", opened, Target(1.0)),
        world.figure("opening after a restart, whole tab", "s", whole),
        world.figure("same clips, computed", "s", switched),
        world.figure("same clips, repeated", "s", again, Target(0.1)),
        *idle,
        *busy,
        world.figure(f"greatest age of the figures, {PLAYERS} play", "s", onlooker.oldest, Target(10.0)),
        world.figure("counting process, peak memory", "MB", peak / 1e6),
    ]


def _looked(world: World, onlooker: Onlooker, when: str) -> list[Figure]:
    return [
        world.figure(f"{name} {words}, {when}", "ms", onlooker.ms(name, share), SOON if judged else None)
        for name in SEEN
        for words, share, judged in (("p50", 0.5, False), ("p95", 0.95, True))
    ]


def _guessed(world: World, seconds: float, turns: int) -> list[Figure]:
    """Play in a closed loop, alternately with and without the leaderboard, and take medians."""
    pairs = [(asyncio.run(_beside_the_board(world, seconds)), _alone(world, seconds)) for _ in range(turns)]
    board, alone = zip(*pairs, strict=True)

    def figure(name: str, unit: str, of: Callable[[Outcome], float], target: Target | None = None) -> Figure:
        ours, baseline = (median(map(of, outcomes)) for outcomes in (board, alone))
        named = f"{name} beside the leaderboard, {PLAYERS} players, {world.guesses:,} guesses"
        return Figure(named, unit, ours, baseline, target)

    return [
        figure("guesses", "/s", lambda o: o.guess.per_second, Target(0.9, "ratio", "at least")),
        figure("guess p50", "ms", lambda o: o.guess.p50_ms),
        figure("guess p95", "ms", lambda o: o.guess.p95_ms),
        figure("server CPU a request", "ms", lambda o: o.cpu_ms),
    ]


async def _beside_the_board(world: World, seconds: float) -> Outcome:
    """Play while someone requests the table once a second."""
    with world.served() as game:
        started, onlooker = time.time(), Onlooker(game)
        await onlooker.people(since=started)
        settle(game)
        rest(counting_process(game))
        playing = asyncio.create_task(asyncio.to_thread(run, "game", game, PLAYERS, seconds))
        await onlooker.glance(until=playing)
        onlooker.close()
        return await playing


def _alone(world: World, seconds: float) -> Outcome:
    with world.served("off") as game:
        settle(game)
        return run("game", game, PLAYERS, seconds)


def _exported(world: World) -> list[Figure]:
    out = str(world.state / "exported")
    spent = world.run("-m", "leaderboard", "export", "--format", "agl1k", "--out", out)
    return [
        world.figure("export in AGL1K's format", "s", spent.seconds),
        world.figure("export in AGL1K's format, peak memory", "MB", spent.peak_bytes / 1e6),
    ]
