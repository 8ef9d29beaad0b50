"""Restoring a dataset, as a year of publishing leaves it, into an empty store."""

import tempfile
from pathlib import Path

import numpy as np

from benchmarks import year
from benchmarks.figures import Figure, Target
from benchmarks.spending import spend
from benchmarks.stand_in import running_hub, settings
from game.hub.repository import Hub as Client
from game.publishing.batches import new_name
from game.publishing.shards import to_bytes
from game.publishing.snapshot import path_of
from tests.stand_ins.hub.fixture import Hub

GUESSES = 1_000_000
SECONDS = Target(60.0)
MEMORY = Target(1000.0)  # MB


def measure(quick: bool) -> list[Figure]:
    """Restore a million guesses from a Hub on this machine, a tenth if quick."""
    guesses = GUESSES // 10 if quick else GUESSES
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_hub(Path(folder, "hub")) as hub:
        repo, files = _publish_year(hub, Path(folder), guesses)
        state = Path(folder, "after")
        spent = spend(("-m", "game", "restore"), **settings(hub, repo, state))
    named = f"restore, {guesses:,} guesses in {files} files"
    return [
        Figure(named, "s", spent.seconds, target=SECONDS),
        Figure(f"{named}, CPU", "s", spent.cpu),
        Figure(f"{named}, peak memory", "MB", spent.peak_bytes / 1e6, target=MEMORY),
    ]


def _publish_year(hub: Hub, folder: Path, guesses: int) -> tuple[str, int]:
    """Make a dataset of this many guesses; return its name and number of files."""
    repo, rng = hub.new_repo(), np.random.default_rng(1)
    rows, sizes = year.guesses(folder, guesses), year.shards(guesses)
    starts = np.cumsum([0, *sizes]).tolist()
    parts = (rows.slice(start, size) for start, size in zip(starts, sizes, strict=False))
    files = {path_of(new_name()): to_bytes([part], rng) for part in parts}
    client = Client(repo, hub.token, hub.endpoint)
    revision = client.head()
    assert revision is not None
    client.commit(revision, "A year of guesses", files)
    return repo, len(files)
