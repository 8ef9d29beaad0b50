"""Thousands of simultaneous players at human pace: how long each waits for a reply."""

from collections.abc import Iterator

from benchmarks.figures import Figure, Target
from benchmarks.load import run
from benchmarks.servers import GAME, serving, settle

CROWDS = {1000: 25.0, 5000: 50.0}  # players, and within how many ms 95% of their guesses are to be answered
THINK = 5.0  # seconds between a round and its guess


def measure(quick: bool) -> list[Figure]:
    """Play at human pace: one guess per player every five seconds."""
    crowds = list(CROWDS)[:1] if quick else list(CROWDS)
    return [figure for players in crowds for figure in _played(players, 5.0 if quick else 20.0)]


def _played(players: int, seconds: float) -> Iterator[Figure]:
    with serving(GAME, EARWITNESS_PLAYERS_PER_ADDRESS=str(players)) as game:
        settle(game)
        found = run("page", game, players, seconds, THINK)
    crowd = f"{players} players thinking {THINK:g} s"
    yield Figure(f"guesses, {crowd}", "/s", found.guess.per_second)
    yield Figure(f"guess p50, {crowd}", "ms", found.guess.p50_ms)
    yield Figure(f"guess p95, {crowd}", "ms", found.guess.p95_ms, target=Target(CROWDS[players]))
    yield Figure(f"deal p95, {crowd}", "ms", found.calls["deal"].p95_ms)
    yield Figure(f"server's CPU, {crowd}", "%", 100 * found.busy)
