"""Three games on one PostgreSQL behind nginx, played: one is killed, then each is restarted in turn."""

import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figures import Figure, Target
from benchmarks.persistent_players import Call, Notes, playing, stored_answers
from tests.builders.running_game import TOWNS, write_pack
from tests.nginx import balancer
from tests.postgresql_server import PostgresqlServer
from tests.processes import wait_for
from tests.replicas import games_on
from tests.servers import Server

GAMES, CLIPS_OF_EACH_TOWN = 3, 8
WINDOW = 5.0  # seconds from a kill or stop within which calls count as disturbed by it
PATIENCE = 300.0  # seconds until everybody plays
SEED = 1


@dataclass(frozen=True, slots=True)
class Disturbance:
    """The calls at the time of a kill or stop, and how many of one player's were repeated."""

    calls: Sequence[Call]
    most_repeated: int


def measure(quick: bool) -> list[Figure]:
    """Play at human pace; say what was late, repeated or lost."""
    players, think, calm = (40, 2.0, 4.0) if quick else (500, 10.0, 30.0)
    with _stage() as (url, games, port):
        with playing(port, players, think, SEED) as notes:
            wait_for(lambda: len(notes.told) > players or notes.lost, PATIENCE)
            began = time.perf_counter()
            time.sleep(calm)
            undisturbed = notes.between(began, time.perf_counter())
            killed = _disturbed(notes, partial(games[0].stop, signal.SIGKILL))
            games[0].start()
            time.sleep(calm)
            turns = [_disturbed(notes, game.stop, game.start) for game in games]
        stored = stored_answers(url)
    wrong = sum(stored.get(name) != answer for name, answer in notes.told.items())
    rate = sum(call.name == "guess" for call in undisturbed) / calm
    return [
        Figure(f"guesses of {players} players thinking {think:g} s", "/s", rate),
        *_times("undisturbed", undisturbed),
        *_times("one of three killed", killed.calls),
        _repeated("one of three killed", [killed]),
        *_times("restarted in turn", list(chain.from_iterable(turn.calls for turn in turns))),
        _repeated("restarted in turn", turns),
        Figure("answered guesses that are not stored as they were told", "", wrong, target=Target(0)),
        Figure(
            "stored guesses that nobody was told of", "", len(stored.keys() - notes.told), target=Target(0)
        ),
        Figure("players who were refused anything", "", len(notes.lost), target=Target(0)),
    ]


@contextmanager
def _stage() -> Iterator[tuple[str, Sequence[Server], int]]:
    """The database, the games, and the port of nginx before them."""
    postgresql = PostgresqlServer()
    try:
        postgresql.run("ALTER SYSTEM RESET ALL")  # with an fsync for each commit, as hosts have it
        postgresql.restart()
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder, url = Path(name), postgresql.game_database()
            pack = write_pack(folder / "pack", TOWNS * CLIPS_OF_EACH_TOWN)
            with (
                games_on(url, [folder / "state"] * GAMES, EARWITNESS_PACK=str(pack)) as games,
                balancer(folder / "nginx", [game.port for game in games]) as address,
            ):
                yield url, games, urlsplit(address).port or 0
    finally:
        postgresql.stop()


def _disturbed(notes: Notes, disturb: Callable[[], object], mend: Callable[[], object] = int) -> Disturbance:
    """Stop a game; the calls under way then, and in the time after it."""
    began = time.perf_counter()
    disturb()
    mend()
    time.sleep(max(0.0, began + WINDOW - time.perf_counter()))
    calls = notes.between(began, began + WINDOW)
    return Disturbance(calls, notes.most_repeated(began, time.perf_counter()))


def _times(when: str, calls: Sequence[Call]) -> Iterator[Figure]:
    """How long players waited for the answer to a guess, and to any call."""
    for name, chosen in (("guess", [call for call in calls if call.name == "guess"]), ("any call", calls)):
        times = sorted(1000 * (call.ended - call.began) for call in chosen)
        yield Figure(f"{name} p95, {when}", "ms", times[int(0.95 * len(times))])
    yield Figure(f"longest call, {when}", "ms", max(1000 * (call.ended - call.began) for call in calls))


def _repeated(when: str, times: Sequence[Disturbance]) -> Figure:
    most = max(one.most_repeated for one in times)
    return Figure(f"most calls that one player repeated, {when}", "", most, target=Target(1))
