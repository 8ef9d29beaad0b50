"""What a game costs once nobody plays: all of its processes together, without and with publishing."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.figures import Figure, Target
from benchmarks.servers import (
    GAME,
    HOST,
    LULL,
    PATIENCE,
    Server,
    ServerError,
    cpu_seconds,
    rest,
    serving,
    settle,
)
from benchmarks.spending import children, shared_out_bytes
from leaderboard.worker.counting_loop import QUIET_SECONDS

REST_SECONDS = 2 * QUIET_SECONDS  # within which the counting process ends
CPU, MEMORY = Target(1.0), Target(300.0)
# Nothing listens at this address, so nothing is published.
PUBLISHING: Any = {
    "EARWITNESS_DATASET": "nobody/nothing",
    "EARWITNESS_SECRET": "a key that lasts",
    "HF_ENDPOINT": f"http://{HOST}:9",
}


def measure(quick: bool) -> list[Figure]:
    """Wait until all is counted and the counting process has ended, and look at what is left for a while."""
    return [*_rested("game", 0, quick), *_rested("game and publisher", 1, quick, **PUBLISHING)]


def _rested(what: str, workers: int, quick: bool, **variables: Any) -> Iterator[Figure]:
    """What is used with so many processes beside the game; a quick run does not wait for so few."""
    with serving(GAME, **variables) as game:
        _wait_for_workers(game, lambda count: count > workers, PATIENCE)
        if not quick:
            _wait_for_workers(game, lambda count: count == workers, REST_SECONDS)
        settle(game)
        together = [game.pid, *children(game.pid)]
        share = _cpu_share(together, 2.0 if quick else 60.0)
        held = sum(map(shared_out_bytes, together))
    yield Figure(f"processor time at rest, {what}", "% of a core", 100 * share, target=CPU)
    yield Figure(f"memory at rest, {what}", "MB", held / 1e6, target=MEMORY)


def _wait_for_workers(game: Server, enough: Callable[[int], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not enough(len(children(game.pid))):
        if time.monotonic() > until:
            raise ServerError(f"{game.url} has {len(children(game.pid))} workers")
        time.sleep(LULL)
    for worker in children(game.pid):
        rest(worker)


def _cpu_share(processes: Sequence[int], seconds: float) -> float:
    used = sum(map(cpu_seconds, processes))
    time.sleep(seconds)
    return (sum(map(cpu_seconds, processes)) - used) / seconds
