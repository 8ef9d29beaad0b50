"""Publishing guesses: its cost, and its effect on a running game."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from statistics import median
from subprocess import DEVNULL, PIPE, Popen

from benchmarks.figures import Figure, Target
from benchmarks.load import Outcome, run
from benchmarks.servers import GAME, ServerError, environment, serving, settle
from benchmarks.spending import spend
from benchmarks.stage import Stage
from benchmarks.stand_in import running_hub, settings
from game.processes.publish_process import PUBLISH_COMMAND, STATUS_FILE
from game.project_files import ROOT
from tests.stand_ins.hub.fixture import Hub

GUESSES = 100_000
PLAYERS = 50
THINK = 1.0  # seconds between a round and its guess
BESIDE = Target(1.2, "ratio")
AGAIN = "UPDATE rounds SET shard = NULL", "DELETE FROM shards"


def measure(quick: bool) -> list[Figure]:
    """Publish to a Hub on this machine; if quick, a tenth of the guesses and only by command."""
    guesses = GUESSES // 10 if quick else GUESSES
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_hub(Path(folder, "hub")) as hub:
        stage = Stage.made(Path(folder))
        state = stage.filled(guesses)
        by_hand = _published(hub, state, guesses)
        return by_hand if quick else [*by_hand, *_beside(hub, stage, state)]


def _published(hub: Hub, state: Path, guesses: int) -> list[Figure]:
    repo = hub.new_repo()
    spent = spend(("-m", "game", "publish"), **settings(hub, repo, state))
    shards = [path for path in hub.files(repo) if path.startswith("guesses/")]
    size = sum(len(hub.read(repo, path)) for path in shards)
    named = f"publish, {guesses:,} guesses"
    return [
        Figure(named, "s", spent.seconds),
        Figure(f"{named}, CPU", "s", spent.cpu),
        Figure(f"{named}, peak memory", "MB", spent.peak_bytes / 1e6),
        Figure(f"{named}, a guess", "bytes", size / guesses),
    ]


def _beside(hub: Hub, stage: Stage, state: Path) -> list[Figure]:
    """Play alternately while everything is published again and while nothing is, and take medians."""
    seconds, turns = 8.0, 5
    pairs = [
        (_played_beside(hub, stage, state, seconds), _played(stage, state, seconds)) for _ in range(turns)
    ]
    publishing, alone = zip(*pairs, strict=True)

    def figure(name: str, unit: str, of: Callable[[Outcome], float], target: Target | None = None) -> Figure:
        ours, baseline = (median(map(of, outcomes)) for outcomes in (publishing, alone))
        return Figure(f"{name} beside publishing, {PLAYERS} players", unit, ours, baseline, target)

    return [
        figure("guesses", "/s", lambda o: o.guess.per_second),
        figure("guess p50", "ms", lambda o: o.guess.p50_ms),
        figure("guess p95", "ms", lambda o: o.guess.p95_ms, BESIDE),
        figure("guess p99", "ms", lambda o: o.guess.p99_ms),
    ]


def _played_beside(hub: Hub, stage: Stage, state: Path, seconds: float) -> Outcome:
    """Play while a game's publishing process runs, started here so that the times coincide."""
    _unpublish(state)
    env = environment(settings(hub, hub.new_repo(), state))
    with serving(GAME, state=state, **_variables(stage)) as game:
        settle(game)
        with Popen(PUBLISH_COMMAND, cwd=ROOT, env=env, stdin=PIPE, stderr=DEVNULL) as process:
            outcome = run("game", game, PLAYERS, seconds, THINK)
            process.kill()
    if (state / STATUS_FILE).exists():
        raise ServerError("publishing ended before the players did; use more guesses")
    return outcome


def _played(stage: Stage, state: Path, seconds: float) -> Outcome:
    with serving(GAME, state=state, **_variables(stage)) as game:
        settle(game)
        return run("game", game, PLAYERS, seconds, THINK)


def _variables(stage: Stage) -> dict[str, str]:
    return {**stage.variables, "EARWITNESS_LEADERBOARD": "off"}


def _unpublish(state: Path) -> None:
    (state / STATUS_FILE).unlink(missing_ok=True)
    with closing(connect(state / "earwitness.db")) as connection, connection:
        for statement in AGAIN:
            connection.execute(statement)
