"""The stand-in in a process of its own, controlled by tests."""

import base64
import secrets
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from game.project_files import ROOT
from tests import servers
from tests.stand_ins.hub.access import READER, USER, WRITER

if TYPE_CHECKING:
    from huggingface_hub import HfApi


@dataclass(frozen=True)
class Call:
    """A client's call: its kind, the status it got (None: no response), and the fault applied to it."""

    method: str
    kind: str
    path: str
    status: int | None
    fault: str | None


class Hub:
    """A Hub that a test starts, stops, breaks and inspects; its files are under `state`."""

    user = USER
    token = WRITER
    reader = READER  # may read private repositories, may not write

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = servers.free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._seen = 0

    def start(self) -> None:
        """Serve, always at the same address; repositories survive a restart, faults do not."""
        self.state.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "tests.stand_ins.hub",
            "--port",
            str(self.port),
            "--state",
            str(self.state),
        ]
        self._process = servers.start(command, self.port, self.state / "server.log", cwd=ROOT)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; connections are refused from then on."""
        if self._process is not None:
            servers.stop(self._process, how)

    def environment(self, home: Path) -> dict[str, str]:
        """Variables that make another process use this Hub and keep its cache in `home`."""
        quiet = {
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        }
        return quiet | {"HF_ENDPOINT": self.endpoint, "HF_TOKEN": self.token, "HF_HOME": str(home)}

    def client(self, token: str | bool | None = None) -> "HfApi":
        """The library's client for this Hub; `token=False` for a stranger."""
        from huggingface_hub import HfApi

        return HfApi(endpoint=self.endpoint, token=self.token if token is None else token)

    def new_repo(self, private: bool = False) -> str:
        """Create a dataset repository with a new name."""
        name = f"guesses-{secrets.token_hex(4)}"
        asked = {"name": name, "organization": self.user, "type": "dataset", "private": private}
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.endpoint}/api/repos/create"
        httpx.post(address, json=asked, headers=headers, **servers.QUICK_CLIENT).raise_for_status()
        return f"{self.user}/{name}"

    def fail(self, kind: str, moment: str, how: str | int, times: int | None = 1, **more: Any) -> None:
        """Make calls of a kind fail; see `tests.stand_ins.hub.faults.Fault`."""
        self._post("faults", {"kind": kind, "moment": moment, "how": how, "times": times} | more)

    def fail_by_chance(
        self,
        probability: float,
        kinds: Sequence[str] = (),
        chances: Sequence[tuple[str, str | int]] = (),
        seed: int = 0,
    ) -> None:
        """Make calls fail at random, in ways drawn from `chances` of (moment, how); prints the seed."""
        print(f"{self.endpoint} fails with probability {probability}, seed {seed}")
        self._post(
            "chance", {"probability": probability, "kinds": [*kinds], "chances": [*chances], "seed": seed}
        )

    def limit_commits(self, commits: int = 128, seconds: float = 3600.0) -> None:
        self._post("limit", {"commits": commits, "seconds": seconds})

    def page_by(self, rows: int) -> None:
        """Set the page size of listings."""
        self._post("page", {"rows": rows})

    def reset(self) -> None:
        """Clear all faults and limits, and the list of requests."""
        self._post("reset", {})
        self._seen = len(self._get("requests").json())

    def heal(self) -> None:
        """Clear all faults and limits."""
        self._post("reset", {})

    def requests(self, kind: str | None = None) -> list[Call]:
        """Clients' calls since the test began, in the order of their responses."""
        calls = [Call(**row) for row in self._get("requests").json()[self._seen :]]
        return [call for call in calls if kind in (None, call.kind)]

    def files(self, repo: str, revision: str = "main") -> list[str]:
        paths: list[str] = self._get("files", repo=repo, revision=revision).json()
        return paths

    def read(self, repo: str, path: str, revision: str = "main") -> bytes:
        return self._get("content", repo=repo, path=path, revision=revision).content

    def revisions(self, repo: str) -> list[str]:
        """The commits of `main`, newest first."""
        shas: list[str] = self._get("revisions", repo=repo).json()
        return shas

    def objects(self, repo: str) -> list[str]:
        """SHA-256 of each large object on the Hub, whether or not a commit points to it."""
        names: list[str] = self._get("objects", repo=repo).json()
        return names

    def commit(self, repo: str, files: dict[str, bytes | None]) -> str:
        """Commit as somebody else, ignoring faults and limits; None deletes a file."""
        encoded = {
            path: None if content is None else base64.b64encode(content).decode()
            for path, content in files.items()
        }
        sha: str = self._post("commit", encoded, repo=repo).json()
        return sha

    def _get(self, action: str, **query: str) -> httpx.Response:
        return httpx.get(
            f"{self.endpoint}/-/{action}", params=query, **servers.QUICK_CLIENT
        ).raise_for_status()

    def _post(self, action: str, body: Any, **query: str) -> httpx.Response:
        return httpx.post(
            f"{self.endpoint}/-/{action}", json=body, params=query, **servers.QUICK_CLIENT
        ).raise_for_status()
