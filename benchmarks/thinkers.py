"""A thousand players at once who take their time: what each of them waits for an answer."""

from benchmarks.figures import Figure, Target
from benchmarks.load import run
from benchmarks.servers import GAME, serving, settle

PLAYERS = 1000
THINK = 5.0  # seconds from a round to its guess


def measure(quick: bool) -> list[Figure]:
    """Play at the pace of people: one guess of each player every five seconds."""
    with serving(GAME) as game:
        settle(game)
        found = run("game", game, PLAYERS, 5.0 if quick else 20.0, THINK)
    crowd = f"{PLAYERS} players thinking {THINK:g} s"
    return [
        Figure(f"guesses, {crowd}", "/s", found.guess.per_second),
        Figure(f"guess p50, {crowd}", "ms", found.guess.p50_ms),
        Figure(f"guess p95, {crowd}", "ms", found.guess.p95_ms, target=Target(25.0)),
        Figure(f"deal p95, {crowd}", "ms", found.calls["deal"].p95_ms),
        Figure(f"server's share of a core, {crowd}", "%", 100 * found.busy),
    ]
