"""From the start of the process to the first 200, against a Gradio page with nothing on it."""

import tempfile
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, serving

BARE = ("-m", "benchmarks.bare_page")
TARGET = Target(1.3, "ratio")


def measure(quick: bool) -> list[Figure]:
    """Start each in turns and take the medians: the game at home and as on its first day."""
    turns = 2 if quick else 5
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        _bare(), _again(home)  # bytecode and the disk's cache are warm from here on
        times = [(_again(home), _first(), _bare()) for _ in range(turns)]
    again, first, bare = (median(column) for column in zip(*times, strict=True))
    return [
        Figure("start to ready", "s", again, bare, TARGET),
        Figure("first start to ready, empty state", "s", first, bare, TARGET),
    ]


def _again(home: Path) -> float:
    with serving(GAME, state=home) as game:
        return game.start_seconds


def _first() -> float:
    with serving(GAME) as game:
        return game.start_seconds


def _bare() -> float:
    with serving(BARE, ready="/") as bare:
        return bare.start_seconds
