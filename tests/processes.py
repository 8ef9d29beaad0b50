"""The processes of this machine, read from /proc."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def descendants(pid: int) -> dict[int, str]:
    """Command lines of all descendants of a process, by process id."""
    parents = _parents()
    found: dict[int, str] = {}
    layer = {pid}
    while layer:
        layer = {child for child, parent in parents.items() if parent in layer}
        found |= {child: _command(child) for child in layer}
    return found


def counting(pid: int) -> list[int]:
    """Process ids of a game's counting processes."""
    return [child for child, command in descendants(pid).items() if "leaderboard count" in command]


def alive(pids: Iterable[int]) -> list[int]:
    return [pid for pid in pids if _state(pid) not in ("", "Z", "X")]


def wait_for(condition: Callable[[], T], seconds: float = 60.0) -> T:
    """Call a function until it returns something true, and return that.

    Raises
    ------
    AssertionError
        If it returned nothing true in this time.
    """
    limit = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < limit, f"nothing true after {seconds} s from {condition}"
        time.sleep(0.05)
    return found


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = int(_fields(folder)[1])
    return found


def _fields(folder: Path) -> list[str]:
    """State, parent and so on: the fields after the name, which may contain anything."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _state(pid: int) -> str:
    with suppress(OSError):
        return _fields(Path(f"/proc/{pid}"))[0]
    return ""


def _command(pid: int) -> str:
    with suppress(OSError):
        return (Path(f"/proc/{pid}") / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""
