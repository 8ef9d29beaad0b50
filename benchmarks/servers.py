"""Servers under test: each a process of its own on a free port, with a state folder of its own."""

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
LULL = 0.5  # seconds without work that tell that a server has settled
GAME = ("app.py",)
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")  # a second


class ServerError(Exception):
    """A server did not start; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

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
        """Where it is."""
        return f"http://{HOST}:{self.port}"

    def memory_bytes(self) -> int:
        """Memory it holds now (resident set)."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


def settle(server: Server) -> float:
    """Wait until a server has done what it does by itself after its start; return the seconds that took."""
    return rest(server.pid)


def rest(pid: int) -> float:
    """Wait until a process does nothing for a moment; return the seconds that took."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        used = cpu_seconds(pid)
        time.sleep(LULL)
        if cpu_seconds(pid) - used < LULL / 20:
            break
    return time.perf_counter() - began - LULL


@contextmanager
def serving(
    arguments: Sequence[str], ready: str = "/readyz", state: Path | None = None, **variables: str
) -> Iterator[Server]:
    """Run a server as a Python process until the block ends.

    Parameters
    ----------
    arguments : sequence of str
        Of the Python interpreter; the port is told through the variable PORT.
    ready : str
        Path that answers 200 as soon as the server can be used.
    state : Path, optional
        Folder for what it keeps; a fresh one when left out.

    Raises
    ------
    ServerError
        When it stops, or does not answer in time.
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
            stderr=(told := Path(fresh) / "told").open("wb"),
        )
        try:
            _await(process, port, ready, told)
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


def _await(process: subprocess.Popen[bytes], port: int, ready: str, told: Path) -> None:
    until = time.perf_counter() + PATIENCE
    while not _answers(port, ready):
        if process.poll() is not None or time.perf_counter() > until:
            raise ServerError(f"{process.args!r} did not start: {told.read_text()[-2000:]}")
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
