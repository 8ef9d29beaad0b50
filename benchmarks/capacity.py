"""How many people one game holds who listen and think: how long they wait, and what they cost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from benchmarks.figures import Figure
from benchmarks.load import run
from benchmarks.servers import GAME, serving, settle
from tests.postgresql_server import PostgresqlServer

THINK = 15.0  # mean seconds between a round and its guess
CROWDS = {"SQLite": (1000, 2000, 4000), "PostgreSQL": (1000, 2000)}


def measure(quick: bool) -> list[Figure]:
    """Let ever larger crowds play, as the page does, on either database."""
    seconds = 5.0 if quick else 2 * THINK
    with _databases() as databases:
        return [
            figure
            for name, new_database in databases.items()
            for players in (CROWDS[name][:1] if quick else CROWDS[name])
            for figure in _played(name, new_database(), players, seconds)
        ]


@contextmanager
def _databases() -> Iterator[dict[str, Callable[[], str]]]:
    """What gives values of EARWITNESS_DATABASE, by name."""
    postgresql = PostgresqlServer()
    try:
        postgresql.run("ALTER SYSTEM RESET ALL")  # with an fsync for each commit, as hosts have it
        postgresql.restart()
        yield {"SQLite": str, "PostgreSQL": postgresql.game_database}
    finally:
        postgresql.stop()


def _played(name: str, url: str, players: int, seconds: float) -> Sequence[Figure]:
    allowed = str(players)
    with serving(GAME, EARWITNESS_PLAYERS_PER_ADDRESS=allowed, EARWITNESS_DATABASE=url) as game:
        settle(game)
        found = run("page", game, players, seconds, THINK)
        memory = game.memory_bytes()
    crowd = f"{players} players thinking {THINK:g} s on {name}"
    rounds = found.guess.per_second
    return [
        Figure(f"rounds, {crowd}", "/s", rounds),
        Figure(f"guess p95, {crowd}", "ms", found.guess.p95_ms),
        Figure(f"deal p95, {crowd}", "ms", found.calls["deal"].p95_ms),
        Figure(f"the game's processor time a round, {crowd}", "ms", 1000 * found.busy / rounds),
        Figure(f"cores that the game takes, {crowd}", "", found.busy),
        Figure(f"the game's memory, {crowd}", "MB", memory / 1e6),
    ]
