"""Guesses per second over HTTP, each committed with the next deal, compared with one bare committed insert.

Both are served by uvicorn with uvloop and httptools.
"""

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.figures import Figure, Target
from benchmarks.load import Outcome, run
from benchmarks.servers import GAME, Server, serving, settle

PLAYERS = 200
BARE = ("-m", "benchmarks.bare_insert")

Pairs = list[tuple[Outcome, Outcome]]


def measure(quick: bool) -> list[Figure]:
    """Play in a closed loop, alternating with the baseline, and take medians."""
    seconds, turns = (3.0, 1) if quick else (5.0, 5)
    with serving(BARE) as bare, serving(GAME) as game:
        settle(game)

        def pairs(kind: str, players: int) -> Pairs:
            return [_pair(game, bare, kind, players, seconds) for _ in range(turns)]

        many, pages, alone = pairs("game", PLAYERS), pairs("page", PLAYERS), pairs("game", 1)
        grown = game.memory_bytes() / 1e6
    return [
        *_figures(f"{PLAYERS} players", many),
        _figure(f"guesses of pages, {PLAYERS} players", "/s", lambda o: o.guess.per_second, pages),
        _figure("guess p50, 1 player", "ms", lambda o: o.guess.p50_ms, alone, Target(2.0, "ratio")),
        Figure("server's memory afterwards", "MB", grown),
    ]


def _pair(game: Server, bare: Server, kind: str, players: int, seconds: float) -> tuple[Outcome, Outcome]:
    return run(kind, game, players, seconds), run("insert", bare, players, seconds)


def _figures(crowd: str, pairs: Pairs) -> Iterator[Figure]:
    at_least, at_most = Target(1.0, "ratio", "at least"), Target(1.0, "ratio")
    yield _figure(f"guesses, {crowd}", "/s", lambda o: o.guess.per_second, pairs, at_least)
    yield _figure(f"guess p50, {crowd}", "ms", lambda o: o.guess.p50_ms, pairs)
    yield _figure(f"guess p95, {crowd}", "ms", lambda o: o.guess.p95_ms, pairs, at_most)
    yield _figure(f"all requests, {crowd}", "/s", lambda o: o.requests, pairs)
    yield _figure(f"server's CPU a request, {crowd}", "ms", lambda o: o.cpu_ms, pairs)


def _figure(
    name: str, unit: str, of: Callable[[Outcome], float], pairs: Pairs, target: Target | None = None
) -> Figure:
    ours, baseline = (median(map(of, outcomes)) for outcomes in zip(*pairs, strict=True))
    return Figure(name, unit, ours, baseline, target)
