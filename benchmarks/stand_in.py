"""The tests' stand-in Hub, with a dataset for a game or a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    """Environment variables of a game or command that has a dataset."""
    own = {"EARWITNESS_DATASET": repo, "EARWITNESS_SECRET": KEY, "EARWITNESS_STATE": str(state)}
    return hub.environment(state) | own
