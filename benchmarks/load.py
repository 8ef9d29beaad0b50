"""A crowd of simulated players in a process of its own, so that it shares no interpreter with the server."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from benchmarks.servers import Server
from game.project_files import ROOT

MARGIN = 180.0  # seconds beyond the plan until a crowd times out


@dataclass(frozen=True, slots=True)
class Plan:
    """How a crowd behaves.

    Attributes
    ----------
    kind : str
        ``game``: each guess also deals the next round. ``page``: it prepares it, and a deal begins it, as the
        page requests them. ``insert``: the baseline's one call.
    pid : int
        The server's process, whose CPU time is measured.
    think : float
        Mean seconds between a round and its guess; 0 for a closed loop.
    """

    kind: str
    port: int
    pid: int
    players: int
    seconds: float
    think: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of call in the measured window: rate, and time to the whole reply."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A crowd's measurements.

    Attributes
    ----------
    calls : dict of str to Call
        By name: ``guess`` and, in a game, ``deal``, ``game`` and ``player``.
    busy : float
        CPU seconds of the server per second.
    """

    calls: dict[str, Call]
    busy: float

    @property
    def guess(self) -> Call:
        """The call that stores a point."""
        return self.calls["guess"]

    @property
    def requests(self) -> float:
        """Calls of all kinds per second."""
        return sum(call.per_second for call in self.calls.values())

    @property
    def cpu_ms(self) -> float:
        """The server's CPU time per call, in milliseconds."""
        return 1000 * self.busy / self.requests


def run(kind: str, server: Server, players: int, seconds: float, think: float = 0.0) -> Outcome:
    """Let a crowd play against a server; the parameters are those of `Plan`.

    Raises
    ------
    subprocess.CalledProcessError
        If the server answered a call with an error.
    """
    plan = Plan(kind, server.port, server.pid, players, seconds, think)
    crowd = subprocess.run(
        [sys.executable, "-m", "benchmarks.crowd", json.dumps(asdict(plan))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds + MARGIN,
    )
    found = json.loads(crowd.stdout)
    return Outcome({name: Call(**fields) for name, fields in found["calls"].items()}, found["busy"])
