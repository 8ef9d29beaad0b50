"""The tests' stand-in Hub, with a dataset for a game or a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from game.players import host_key
from tests.stand_ins.hub.fixture import Hub

KEY = "a key that lasts"


@contextmanager
def running_hub(folder: Path) -> Iterator[Hub]:
    """The stand-in in a process of its own."""
    hub = Hub(folder)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


def settings(hub: Hub, repo: str, state: Path) -> dict[str, str]:
    """Environment variables of a game or command that has a dataset; a state folder in use keeps its key."""
    kept = state / host_key.FILE
    key = kept.read_text().strip() if kept.exists() else KEY
    own = {"EARWITNESS_DATASET": repo, "EARWITNESS_SECRET": key, "EARWITNESS_STATE": str(state)}
    return hub.environment(state) | own
