"""Servers to measure, each a process with its own free port and state folder."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from game.project_files import ROOT

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds that a server may take to start
LULL = 0.5  # seconds without work after which a server counts as settled
PREPARING = 4.0  # seconds: the game rests for three before it prepares its recordings
GAME = ("app.py",)
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")  # a second


class ServerError(Exception):
    """A server did not start; the message contains its output."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes
    ----------
    start_seconds : float
        From the start of its process to its first 200.
    """

    port: int
    pid: int
    start_seconds: float

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def memory_bytes(self) -> int:
        """Its current memory (resident set)."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """CPU seconds a process has used so far, over all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def settle(server: Server) -> float:
    """Wait until a server has finished its start-up work, and return the seconds it took."""
    return rest(server.pid, PREPARING)


def rest(pid: int, lull: float = LULL) -> float:
    """Wait until a process idles for so many seconds, and return how many it took before."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        used = cpu_seconds(pid)
        time.sleep(lull)
        if cpu_seconds(pid) - used < lull / 20:
            break
    return time.perf_counter() - began - lull


@contextmanager
def serving(
    arguments: Sequence[str], ready: str = "/readyz", state: Path | None = None, **variables: str
) -> Iterator[Server]:
    """Run a server as a Python process until the block ends.

    Parameters
    ----------
    arguments : sequence of str
        Of the Python interpreter; the variable PORT passes the port.
    ready : str
        Path that answers 200 once the server is ready.
    state : Path, optional
        Its state folder; a new temporary one if left out.

    Raises
    ------
    ServerError
        If it stops, or does not answer in time.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as fresh:
        port = _free_port()
        env = environment({"PORT": str(port), "EARWITNESS_STATE": str(state or fresh), **variables})
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=(log := Path(fresh) / "log").open("wb"),
        )
        try:
            _await(process, port, ready, log)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def environment(chosen: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARWITNESS_")}
    return {
        **kept,
        "HOST": HOST,
        "EARWITNESS_RATE_LIMIT": "off",
        "GRADIO_ANALYTICS_ENABLED": "False",
        **chosen,
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    until = time.perf_counter() + PATIENCE
    while not _answers(port, ready):
        if process.poll() is not None or time.perf_counter() > until:
            raise ServerError(f"{process.args!r} did not start: {log.read_text()[-2000:]}")
        time.sleep(0.01)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
