"""The real server, in a process of its own, as `python app.py` runs it."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
OUTBOUND = Path(__file__).with_name("outbound")
OURS = ("EARWITNESS_", "GRADIO_", "SPACE_", "HF_")
START_SECONDS = 60  # a busy machine takes its time to import Gradio


@dataclass(frozen=True)
class Live:
    """A server that runs: its address, its process, and what it keeps on disk."""

    address: str
    process: subprocess.Popen[bytes]
    state: Path
    log: Path
    outbound: Path  # a line for each connection that the process has made

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
        return self.outbound.read_text().splitlines() if self.outbound.exists() else []


@contextmanager
def live(state: Path, **settings: str) -> Iterator[Live]:
    """Serve the game with these environment variables until the block is left."""
    state.mkdir(parents=True, exist_ok=True)
    log, outbound = state / "server.log", state / "outbound.txt"
    port = str(free_port())
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env |= {"HOST": "127.0.0.1", "PORT": port, "EARWITNESS_STATE": str(state), **settings}
    env |= {"PYTHONPATH": str(OUTBOUND), "EARWITNESS_OUTBOUND": str(outbound)}
    with log.open("ab") as told:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=told, stderr=told)
    server = Live(f"http://127.0.0.1:{port}", process, state, log, outbound)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        _stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: Live) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server did not start: {server.log.read_text()}")
        try:
            if httpx.get(f"{server.address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the server is not ready after {START_SECONDS} s: {server.log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
