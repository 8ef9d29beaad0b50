"""Real servers in processes of their own, which tests kill and start again."""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from tests.databases import databases, rows
from tests.forked import Parent, Process

OUTBOUND = Path(__file__).with_name("outbound")
GAME = (sys.executable, "app.py")
OURS = ("EARWITNESS_", "HF_", "GRADIO_", "SPACE_")
START_SECONDS = 120  # importing Gradio is slow on a busy machine
STOP_SECONDS = 30
# Loading certificates takes longer than a local call.
QUICK_CLIENT: Any = {"verify": False, "trust_env": False}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(command: Sequence[str], port: int, log: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Run a command and return once it serves; its output is added to `log`.

    Parameters
    ----------
    **options
        Of `subprocess.Popen`.
    """
    process = launch(command, log, **options)
    wait_until_ready(process, port, log)
    return process


def launch(command: Sequence[str], log: Path, **options: Any) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, **options)


def wait_until_ready(process: Process, port: int, log: Path) -> None:
    """Return once a process serves; end it and fail with its log when it does not."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz", **QUICK_CLIENT).status_code == 200:
                return
        time.sleep(0.05)
    failure = "did not start" if process.poll() is not None else f"is not ready after {START_SECONDS} s"
    stop(process, signal.SIGKILL)
    raise AssertionError(f"the server {failure}: {log.read_text()}")


def stop(process: Process, how: signal.Signals = signal.SIGTERM) -> int:
    """End a process, by force if it stays, and return its exit code."""
    process.send_signal(how)
    try:
        return process.wait(STOP_SECONDS)
    finally:
        process.kill()
        process.wait()


@cache
def parent_of_games() -> Parent:
    """A process with the game and Gradio loaded, the page's files compressed, and the world's places read."""
    env = without_ours() | {"PYTHONPATH": str(OUTBOUND), "EARWITNESS_OUTBOUND": os.devnull}
    game = ["app", "leaderboard.web.page", "game.page.theme"]
    parent = Parent([*game, "game.api.shared_limits", "tests.places_read", "tests.compressed"], env)
    atexit.register(parent.end)
    return parent


@cache
def _learnt(name: str) -> Path:
    """A folder where all servers find what one has learnt of recordings; the demo's take over a second."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def without_ours() -> dict[str, str]:
    """The environment without what rules the game or the libraries that it uses."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class Server:
    """The game over a state folder; rate limits and leaderboard are off unless `settings` say otherwise.

    It runs `app.main` in a process forked with all modules loaded, so what these read of the environment as
    they are imported has no effect but on child processes.

    Parameters
    ----------
    state : Path
        Created if it is missing.
    **settings
        Environment variables.
    """

    def __init__(self, state: Path, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.state = state
        self.log = state / "server.log"
        self._outbound = state / "outbound.txt"  # one line per connection that the process made
        own = {"HOST": "127.0.0.1", "PORT": str(self.port), "EARWITNESS_STATE": str(state)}
        notes = {"PYTHONPATH": str(OUTBOUND), "EARWITNESS_OUTBOUND": str(self._outbound)}
        quiet = {"EARWITNESS_RATE_LIMIT": "off", "EARWITNESS_LEADERBOARD": "off"}
        quiet["EARWITNESS_STOP_SECONDS"] = "25"  # a busy machine takes its time to publish
        own |= databases.environment(state)
        self._env = without_ours() | own | notes | quiet | settings
        self.database = self._env.get("EARWITNESS_DATABASE") or databases.url(state)
        self._process: Process | None = None

    def prepare(self) -> None:
        """Make the state folder; called by `start`, and before where several start in one folder at once."""
        self.state.mkdir(parents=True, exist_ok=True)
        for name in ("peaks", "inspected"):
            if not (self.state / name).exists():
                (self.state / name).symlink_to(_learnt(name))

    def start(self) -> None:
        self.prepare()
        self._process = self._launch()
        wait_until_ready(self._process, self.port, self.log)

    def _launch(self) -> Process:
        return parent_of_games().start("app:main", [], self._env, self.log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and return its exit code."""
        assert self._process is not None
        return stop(self._process, how)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Query the game's database, as another process would."""
        return rows(self.database, query, *values)

    def change(self, statement: str, *values: Any) -> None:
        """Change the game's database without its knowledge."""
        rows(self.database, statement, *values)

    def connected_to(self) -> list[str]:
        """Every address that the process has resolved or connected to."""
        return self._outbound.read_text().splitlines() if self._outbound.exists() else []


@contextmanager
def serving(state: Path, kind: type[Server] = Server, /, **settings: str) -> Iterator[Server]:
    """Run a server until the block is left."""
    server = kind(state, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
