"""The processes of this machine, as the kernel lists them."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def descendants(pid: int) -> dict[int, str]:
    """Command lines of the processes that a process has started, and of those that these have."""
    parents = _parents()
    found: dict[int, str] = {}
    layer = {pid}
    while layer:
        layer = {child for child, parent in parents.items() if parent in layer}
        found |= {child: _command(child) for child in layer}
    return found


def counting(pid: int) -> list[int]:
    """Process ids of the counting processes that a game keeps."""
    return [child for child, command in descendants(pid).items() if "leaderboard count" in command]


def alive(pids: Iterable[int]) -> list[int]:
    """Those that still run."""
    return [pid for pid in pids if _state(pid) not in ("", "Z", "X")]


def wait_for(what: Callable[[], T], seconds: float = 20.0) -> T:
    """What a function gives as soon as that is anything.

    Raises
    ------
    AssertionError
        When it is nothing after so long.
    """
    limit = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < limit, f"still nothing after {seconds} s: {what}"
        time.sleep(0.05)
    return found


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = int(_fields(folder)[1])
    return found


def _fields(folder: Path) -> list[str]:
    """State, parent and so on: what follows the name, which may hold anything."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _state(pid: int) -> str:
    with suppress(OSError):
        return _fields(Path(f"/proc/{pid}"))[0]
    return ""


def _command(pid: int) -> str:
    with suppress(OSError):
        return (Path(f"/proc/{pid}") / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""
