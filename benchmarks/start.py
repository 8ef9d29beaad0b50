"""Time from process start to the first 200, compared with an empty Gradio page."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, Server, cpu_seconds, serving

BARE = ("-m", "benchmarks.bare_page")
TARGET = Target(1.3, "ratio")


def measure(quick: bool) -> list[Figure]:
    """Alternate starts and take medians: the game with its state folder, and with an empty one."""
    turns = 2 if quick else 5
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        _bare(), _again(home)  # warms up bytecode and disk cache
        times = [(_again(home), _first(), _bare()) for _ in range(turns)]
    again, first, bare = zip(*times, strict=True)
    return [
        _wall("start to ready", again, bare),
        _cpu("start to ready, CPU", again, bare),
        _wall("first start to ready, empty state", first, bare),
        _cpu("first start to ready, CPU", first, bare),
    ]


@dataclass(frozen=True, slots=True)
class Start:
    """Wall and CPU seconds of a start; CPU seconds hardly depend on other load."""

    wall: float
    cpu: float


def _wall(name: str, ours: Sequence[Start], bare: Sequence[Start]) -> Figure:
    return Figure(name, "s", median(s.wall for s in ours), median(s.wall for s in bare), TARGET)


def _cpu(name: str, ours: Sequence[Start], bare: Sequence[Start]) -> Figure:
    return Figure(name, "s", median(s.cpu for s in ours), median(s.cpu for s in bare))


def _again(home: Path) -> Start:
    with serving(GAME, state=home) as game:
        return _start(game)


def _first() -> Start:
    with serving(GAME) as game:
        return _start(game)


def _bare() -> Start:
    with serving(BARE, ready="/") as bare:
        return _start(bare)


def _start(server: Server) -> Start:
    return Start(server.start_seconds, cpu_seconds(server.pid))
