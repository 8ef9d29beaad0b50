"""What is left of the guesses after a storm, see `tests.game.publishing.storm`.

`EARWITNESS_STORM=20000` runs a longer one, `EARWITNESS_STORM_SEED=7` one with that seed.
"""

import os
from pathlib import Path

import numpy as np

from game.publishing.restore import fast_restore
from tests.builders.published_world import world
from tests.game.publishing.storm import storm
from tests.stand_ins.hub.fixture import Hub

GUESSES = int(os.environ.get("EARWITNESS_STORM", 2_000))
SEED = int(os.environ.get("EARWITNESS_STORM_SEED") or np.random.default_rng().integers(2**31))


def test_each_guess_is_there_once_and_nobody_who_withdrew(hub: Hub, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    left = storm(hub, tmp_path / "storm", GUESSES, SEED)
    print(f"{len(left.guessed)} guesses, {len(left.withdrawn)} withdrawn, {left.killed} processes killed")
    assert left.withdrawn
    assert left.killed
    with world(hub, tmp_path / "after", repo=left.here.repo) as after:
        fast_restore(after.engine, after.dataset, after.registry)
        assert after.stored() == after.published_rounds()
        assert after.stored_trials() == after.published_trials()
