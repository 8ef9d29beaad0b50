"""The stand-in in a process of its own, controlled by tests."""

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
    """A client's call, the status it got (None: no response), and how many bytes of the body were sent."""

    path: str
    query: str
    headers: Mapping[str, str]
    status: int | None
    sent: int


class Archive:
    """An archive that a test starts, stops, breaks and inspects."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port, self.node_port = servers.free_port(), servers.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.repository = f"{self.address}/Rising0321/AGL1K/HEAD"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Settings that make a process fetch from this archive."""
        return {"EARWITNESS_ARCHIVE": self.address, "EARWITNESS_AGL1K": self.repository}

    def start(self) -> None:
        """Serve, always at the same address."""
        self.state.mkdir(parents=True, exist_ok=True)
        ports = ["--port", str(self.port), "--node-port", str(self.node_port)]
        command = [sys.executable, "-m", "tests.stand_ins.archive", *ports, "--state", str(self.state)]
        self._process = servers.start(command, self.port, self.state / "server.log", cwd=ROOT)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; connections are refused from then on."""
        if self._process is not None:
            servers.stop(self._process, how)

    def fail(self, path: str, **how: Any) -> None:
        """Make calls whose path contains this fail; see `Fault` in faults.py."""
        self._post("faults", {"path": path, **how})

    def reset(self) -> None:
        """Clear all faults, all changes and the list of requests."""
        self._post("reset", {})

    def heal(self) -> None:
        """Clear all faults."""
        self._post("heal", {})

    def put(
        self, key: str, files: Mapping[str, bytes], listed: Mapping[str, str] | None = None, **metadata: Any
    ) -> None:
        """Add an item; `listed` overrides fields in its list of files."""
        encoded = {name: base64.b64encode(content).decode() for name, content in files.items()}
        self._post("item", {"key": key, "files": encoded, "metadata": metadata, "listed": dict(listed or {})})

    def remove(self, key: str) -> None:
        self._post("item", {"key": key, "files": None})

    def put_raw(self, path: str, content: bytes | None) -> None:
        """Add a file to the repository AGL1K; None removes it."""
        encoded = None if content is None else base64.b64encode(content).decode()
        self._post("raw", {"path": path, "content": encoded})

    def recording(self, key: str, name: str) -> bytes:
        """An item's file as it must arrive."""
        return self._get("recording", key=key, name=name).content

    def requests(self, path: str = "") -> list[Call]:
        """Clients' calls since the test began, in the order of their responses."""
        calls = [Call(**row) for row in self._get("requests").json()]
        return [call for call in calls if path in call.path]

    def most_at_once(self) -> int:
        """The most calls at the same time since the test began."""
        count: int = self._get("most-at-once").json()
        return count

    def _get(self, action: str, **query: str) -> httpx.Response:
        return httpx.get(
            f"{self.address}/-/{action}", params=query, **servers.QUICK_CLIENT
        ).raise_for_status()

    def _post(self, action: str, body: Any) -> httpx.Response:
        return httpx.post(f"{self.address}/-/{action}", json=body, **servers.QUICK_CLIENT).raise_for_status()
