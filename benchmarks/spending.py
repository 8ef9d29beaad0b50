"""Cost of a process: time, CPU time and peak memory."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import Server, ServerError, cpu_seconds, environment
from game.project_files import ROOT

LOOKS_SECONDS = 0.05  # between two samples of a process


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process used from start to end, and its output."""

    seconds: float
    cpu: float
    peak_bytes: int
    printed: str


def spend(arguments: Sequence[str], **variables: str) -> Spent:
    """Run a Python process with these arguments to the end.

    Raises
    ------
    ServerError
        If it fails.
    """
    cpu, peak = 0.0, 0
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment(variables), stdout=printed, stderr=errors
        )
        while process.poll() is None:
            cpu, peak = max(cpu, cpu_seconds(process.pid)), max(peak, peak_bytes(process.pid))
            time.sleep(LOOKS_SECONDS)
        seconds = time.perf_counter() - began
        if process.returncode:
            errors.seek(0)
            raise ServerError(f"{process.args!r} failed: {errors.read().decode()[-2000:]}")
        printed.seek(0)
        return Spent(seconds, cpu, peak, printed.read().decode())


def peak_bytes(pid: int) -> int:
    """Peak memory of a process so far (resident set); 0 if it has just ended."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    return 0


def children(pid: int) -> list[int]:
    """Process ids of the processes that a process has started and that run."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def shared_out_bytes(pid: int) -> int:
    """Memory of a process; what it shares with others counts in part (proportional set size)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def counting_process(server: Server) -> int:
    """Process id of a game's counting process."""
    for child in children(server.pid):
        if Path(f"/proc/{child}/cmdline").read_bytes().endswith(b"\0leaderboard\0count\0"):
            return child
    raise ServerError(f"{server.url} has no counting process")
