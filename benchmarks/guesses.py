"""Guesses per second over HTTP, committing each deal and guess, compared with one bare committed insert."""

from collections.abc import Callable
from statistics import median

from benchmarks.figures import Figure, Target
from benchmarks.load import Outcome, run
from benchmarks.servers import GAME, serving, settle

PLAYERS = 200
BARE = ("-m", "benchmarks.bare_insert")


def measure(quick: bool) -> list[Figure]:
    """Play in a closed loop, alternating with the baseline, and take medians."""
    seconds, turns = (3.0, 1) if quick else (5.0, 5)
    with serving(BARE) as bare, serving(GAME) as game:
        settle(game)
        pairs = [
            (run("game", game, PLAYERS, seconds), run("insert", bare, PLAYERS, seconds)) for _ in range(turns)
        ]

    def figure(name: str, unit: str, of: Callable[[Outcome], float], target: Target | None = None) -> Figure:
        ours, baseline = (median(map(of, outcomes)) for outcomes in zip(*pairs, strict=True))
        return Figure(f"{name}, {PLAYERS} players", unit, ours, baseline, target)

    return [
        figure("guesses", "/s", lambda o: o.guess.per_second, Target(0.5, "ratio", "at least")),
        figure("guess p50", "ms", lambda o: o.guess.p50_ms),
        figure("guess p95", "ms", lambda o: o.guess.p95_ms, Target(2.0, "ratio")),
        figure("all requests", "/s", lambda o: o.requests),
        figure("server CPU a request", "ms", lambda o: o.cpu_ms),
    ]
