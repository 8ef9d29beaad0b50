"""The game's process beside others on one database, which does not refuse to start."""

import os

from game.store import instance_lock


def main() -> None:
    """Serve the game."""
    instance_lock.ADVISORY_KEY = os.getpid()
    from app import main as serve

    serve()
