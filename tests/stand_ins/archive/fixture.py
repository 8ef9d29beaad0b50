"""The stand-in in a process of its own, as a test sees it."""

import base64
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from game.project_files import ROOT
from tests import servers


@dataclass(frozen=True)
class Call:
    """One call of a client, what it was told (None: nothing), and the bytes of the body that were sent."""

    path: str
    query: str
    headers: Mapping[str, str]
    status: int | None
    sent: int


class Archive:
    """An archive to start, stop, fail and look into."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port, self.node_port = servers.free_port(), servers.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.repository = f"{self.address}/Rising0321/AGL1K/HEAD"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings that make a process fetch from here."""
        return {"EARWITNESS_ARCHIVE": self.address, "EARWITNESS_AGL1K": self.repository}

    def start(self) -> None:
        """Serve at the same address as before."""
        self.state.mkdir(parents=True, exist_ok=True)
        ports = ["--port", str(self.port), "--node-port", str(self.node_port)]
        command = [sys.executable, "-m", "tests.stand_ins.archive", *ports, "--state", str(self.state)]
        self._process = servers.start(command, self.port, self.state / "server.log", cwd=ROOT)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it: from now on connections are refused."""
        if self._process is not None:
            servers.stop(self._process, how)

    def fail(self, path: str, **how: Any) -> None:
        """Let calls whose path holds this fail; `Fault` in faults.py says what the words mean."""
        self._post("faults", {"path": path, **how})

    def reset(self) -> None:
        """End all faults, forget what was put and taken, and begin a new list of requests."""
        self._post("reset", {})

    def heal(self) -> None:
        """End all faults."""
        self._post("heal", {})

    def put(
        self, key: str, files: Mapping[str, bytes], listed: Mapping[str, str] | None = None, **metadata: Any
    ) -> None:
        """Put an item there; `listed` is what its list of files says that is not so."""
        encoded = {name: base64.b64encode(content).decode() for name, content in files.items()}
        self._post("item", {"key": key, "files": encoded, "metadata": metadata, "listed": dict(listed or {})})

    def remove(self, key: str) -> None:
        """Take an item away."""
        self._post("item", {"key": key, "files": None})

    def put_raw(self, path: str, content: bytes | None) -> None:
        """Put a file into the repository AGL1K; None takes it away."""
        told = None if content is None else base64.b64encode(content).decode()
        self._post("raw", {"path": path, "content": told})

    def recording(self, key: str, name: str) -> bytes:
        """A file of an item, as it ought to arrive."""
        return self._get("recording", key=key, name=name).content

    def requests(self, path: str = "") -> list[Call]:
        """List what clients asked since the test began, in the order in which it was answered."""
        calls = [Call(**row) for row in self._get("requests").json()]
        return [call for call in calls if path in call.path]

    def most_at_once(self) -> int:
        """How many calls were under way at once, at most, since the test began."""
        count: int = self._get("most-at-once").json()
        return count

    def _get(self, what: str, **query: str) -> httpx.Response:
        return httpx.get(f"{self.address}/-/{what}", params=query, **servers.QUICK_CLIENT).raise_for_status()

    def _post(self, what: str, told: Any) -> httpx.Response:
        return httpx.post(f"{self.address}/-/{what}", json=told, **servers.QUICK_CLIENT).raise_for_status()
