"""Two processes publish and withdraw guesses while the Hub fails and both are killed again and again.

At the end the dataset holds each guess of everyone who did not withdraw exactly once, and no others.
"""

import logging
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import text

from game.hub import transport
from game.players import withdrawals
from game.players.identity import Identity
from game.publishing import commit_budget, compaction, dataset
from game.publishing.publishing_context import FAILURES, open_context
from game.settings import Settings
from tests.builders.published_world import KEY, World, world
from tests.stand_ins.hub.fixture import Hub

PORTION = 80  # guesses written at once, by at most as many players
TRIALS = 10  # around the head, written with them
DAY_SECONDS = 1.5  # one day in the storm
CHANCES = [
    *[("before", how) for how in ("lost", 429, 500, 503)],
    *[("after", how) for how in ("lost", "half", "short", 500, 502)],
]
FAILING = 0.06  # share of the Hub's answers
KILLED = 0.7  # chance that a process is killed after a portion
WITHDRAWN = 0.6  # chance that somebody withdraws after a portion
SLOW = 0.5  # chance that a commit completes only after its client gave up or died
LATE_SECONDS = 2.0  # longest delay of such a commit

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.game.publishing.storm"])


def work(env: Mapping[str, str], seed: int) -> None:
    """Publish, compact and withdraw as fast as possible, until killed."""
    logging.disable()
    compaction.ENOUGH = 3
    commit_budget.COMMITS_AN_HOUR = 1_000_000
    dataset.TRIES = 3
    transport.ANSWER_SECONDS = 0.4
    rng = random.Random(seed)
    with open_context(Settings.from_env(env)) as context:
        while True:
            with suppress(*FAILURES), context.alone(5.0):
                if rng.random() < 0.2:
                    context.withdraw()
                else:
                    context.publish(storm_day())
            time.sleep(rng.random() * 0.05)


def storm_day() -> date:
    """The day in the storm, always later than the days of the guesses."""
    return date.fromordinal(date(2030, 1, 1).toordinal() + int(time.time() / DAY_SECONDS) % 100_000)


@dataclass
class Storm:
    """What happens to a world, and what must remain of it."""

    here: World
    env: Mapping[str, str]
    seed: int
    guessed: dict[str, str] = field(default_factory=dict)  # players by round
    withdrawn: set[str] = field(default_factory=set)
    workers: list[ForkServerProcess] = field(default_factory=list)
    killed: int = 0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._met = 0

    def rage(self, guesses: int) -> None:
        """Write this many guesses while everything fails."""
        self.here.hub.fail_by_chance(FAILING, chances=CHANCES, seed=self.seed)
        self.workers = [self._worker() for _ in range(2)]
        try:
            while len(self.guessed) < guesses:
                self._guess()
                if self._rng.random() < WITHDRAWN:
                    self._withdraw()
                if self._rng.random() < SLOW:
                    self.here.hub.fail("commit", "before", "slow", seconds=LATE_SECONDS * self._rng.random())
                time.sleep(self._rng.random() * 0.6)
                if self._rng.random() < KILLED:
                    self._kill()
        finally:
            for worker in self.workers:
                worker.kill()
                worker.join()

    def calm(self) -> None:
        """Heal the Hub and finish what is left to do."""
        self.here.hub.heal()
        time.sleep(LATE_SECONDS)  # for delayed commits
        with open_context(Settings.from_env(self.env)) as context, context.alone():
            context.publish(storm_day())

    def check(self) -> None:
        """Compare what is published and stored with what must be."""
        left = Counter({round_: 1 for round_, who in self.guessed.items() if who not in self.withdrawn})
        published = self.here.published_rounds()
        assert published == left, difference(published, left)
        assert self.here.stored() == left
        assert self.here.published_trials() == self.here.stored_trials()
        for table in ("guesses", "spatial"):
            assert self.withdrawn.isdisjoint(self.here.published(table)["player"].to_pylist())
        with self.here.engine.connect() as connection:
            assert withdrawals.waiting(connection) == {}
            assert len(withdrawals.tombstones(connection)) == len(self.withdrawn)
        assert self.here.rows("SELECT * FROM shards") == []

    def _guess(self) -> None:
        known = sorted(set(self.guessed.values()) - self.withdrawn)
        here = self._rng.sample(known, min(len(known), 5))
        new = [f"ew-{self._met + n:06}" for n in range(5)]
        self._met += 5
        who = [self._rng.choice(here + new) for _ in range(PORTION)]
        self.here.guess(*who)
        self.here.answer(*who[:TRIALS])
        with self.here.engine.connect() as connection:
            query = text("SELECT round, pseudonym FROM rounds JOIN players ON players.id = player_id")
            self.guessed |= dict(tuple(row) for row in connection.execute(query))

    def _withdraw(self) -> None:
        who = self._rng.choice(sorted(set(self.guessed.values()) - self.withdrawn))
        identity = Identity(self.here.registry.of_pseudonym(who), who, "")
        with self.here.engine.begin() as connection:
            withdrawals.withdraw(connection, self.here.registry, identity, publishes=True)
        self.withdrawn.add(who)

    def _kill(self) -> None:
        at = self._rng.randrange(len(self.workers))
        assert self.workers[at].exitcode is None, "a process ended without being killed"
        os.kill(self.workers[at].pid or 0, signal.SIGKILL)
        self.workers[at].join()
        self.killed += 1
        self.workers[at] = self._worker()

    def _worker(self) -> ForkServerProcess:
        worker = FORKS.Process(target=work, args=(self.env, self._rng.randrange(2**31)), daemon=True)
        worker.start()
        return worker


def difference(published: Counter[str], left: Counter[str]) -> str:
    """One line on missing, doubled and superfluous guesses."""
    twice = sum(count > 1 for count in published.values())
    missing, superfluous = len(left.keys() - published.keys()), len(published.keys() - left.keys())
    return f"{twice} guesses are there more than once, {missing} not at all, {superfluous} should not be"


def storm(hub: Hub, folder: Path, guesses: int, seed: int) -> Storm:
    """Run a storm over a new store and a new repository, and check the result."""
    with world(hub, folder, seed) as here:
        env = {
            "EARWITNESS_STATE": str(folder),
            "EARWITNESS_DATABASE": here.url,
            "EARWITNESS_DATASET": here.repo,
            "EARWITNESS_SECRET": KEY.decode(),
            "HF_TOKEN": hub.token,
        }
        os.environ["HF_ENDPOINT"] = hub.endpoint  # inherited by the processes
        raging = Storm(here, env, seed)
        raging.rage(guesses)
        raging.calm()
        raging.check()
        return raging
