"""One line about the machine that the figures were measured on."""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

FSYNCS = 50


def describe() -> str:
    """Cores, processor, load, Python, SQLite, and the time of an fsync."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {_processor()}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, fsync {fsync_seconds() * 1000:.2f} ms"
    )


def fsync_seconds() -> float:
    """Median time to write 4 KiB to the disk of the temporary folder, where servers keep their state."""
    with tempfile.TemporaryFile() as file:
        return statistics.median(_fsync(file.fileno()) for _ in range(FSYNCS))


def _fsync(descriptor: int) -> float:
    os.write(descriptor, bytes(4096))
    start = time.perf_counter()
    os.fsync(descriptor)
    return time.perf_counter() - start


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())
