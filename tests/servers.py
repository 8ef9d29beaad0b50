"""Real servers in processes of their own, killed and started again as a test needs."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from game.project_files import ROOT

OUTBOUND = Path(__file__).with_name("outbound")
GAME = (sys.executable, "app.py")
OURS = ("EARWITNESS_", "GRADIO_", "SPACE_", "HF_")
START_SECONDS = 120  # a busy machine takes its time to import Gradio
STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(command: Sequence[str], port: int, log: Path, **how: Any) -> subprocess.Popen[bytes]:
    """Run a command until it serves; what it prints is added to `log`."""
    with log.open("ab") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, **how)
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return process
        time.sleep(0.05)
    how_it_failed = "did not start" if process.poll() is not None else f"is not ready after {START_SECONDS} s"
    stop(process, signal.SIGKILL)
    raise AssertionError(f"the server {how_it_failed}: {log.read_text()}")


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    """End a process, by force when it does not go; its return code."""
    process.send_signal(how)
    try:
        return process.wait(STOP_SECONDS)
    finally:
        process.kill()
        process.wait()


class Server:
    """`python app.py` over a state folder, and what it keeps; limits and leaderboard off unless asked."""

    def __init__(self, state: Path, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.state = state
        self.log = state / "server.log"
        self._outbound = state / "outbound.txt"  # a line for each connection that the process has made
        own = {"HOST": "127.0.0.1", "PORT": str(self.port), "EARWITNESS_STATE": str(state)}
        notes = {"PYTHONPATH": str(OUTBOUND), "EARWITNESS_OUTBOUND": str(self._outbound)}
        outer = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        quiet = {"EARWITNESS_RATE_LIMIT": "off", "EARWITNESS_LEADERBOARD": "off"}
        self._env = outer | own | notes | quiet | settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self._process = start(GAME, self.port, self.log, cwd=ROOT, env=self._env)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it if it runs; its return code."""
        assert self._process is not None
        return stop(self._process, how)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Read its database as another process would."""
        with closing(sqlite3.connect(self.state / "earwitness.db")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def change(self, statement: str, *values: Any) -> None:
        """Change its database behind its back."""
        with closing(sqlite3.connect(self.state / "earwitness.db", timeout=10)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(statement, values)

    def connected_to(self) -> list[str]:
        """Every address that the process has looked up or connected to."""
        return self._outbound.read_text().splitlines() if self._outbound.exists() else []


@contextmanager
def serving(state: Path, **settings: str) -> Iterator[Server]:
    """Serve the game with these environment variables until the block is left."""
    server = Server(state, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
