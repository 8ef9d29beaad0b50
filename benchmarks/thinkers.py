"""A thousand simultaneous players at human pace: how long each waits for a reply."""

from benchmarks.figures import Figure, Target
from benchmarks.load import run
from benchmarks.servers import GAME, serving, settle

PLAYERS = 1000
THINK = 5.0  # seconds between a round and its guess


def measure(quick: bool) -> list[Figure]:
    """Play at human pace: one guess per player every five seconds."""
    with serving(GAME, EARWITNESS_PLAYERS_PER_ADDRESS=str(PLAYERS)) as game:
        settle(game)
        found = run("page", game, PLAYERS, 5.0 if quick else 20.0, THINK)
    crowd = f"{PLAYERS} players thinking {THINK:g} s"
    return [
        Figure(f"guesses, {crowd}", "/s", found.guess.per_second),
        Figure(f"guess p50, {crowd}", "ms", found.guess.p50_ms),
        Figure(f"guess p95, {crowd}", "ms", found.guess.p95_ms, target=Target(25.0)),
        Figure(f"deal p95, {crowd}", "ms", found.calls["deal"].p95_ms),
        Figure(f"server's CPU, {crowd}", "%", 100 * found.busy),
    ]
