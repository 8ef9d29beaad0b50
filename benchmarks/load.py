"""A crowd of simulated players, run in a process of its own: it shares no interpreter with the server."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from benchmarks.servers import Server
from game.project_files import ROOT

MARGIN = 180.0  # seconds beyond the plan before a crowd is given up


@dataclass(frozen=True, slots=True)
class Plan:
    """How a crowd behaves.

    Attributes
    ----------
    kind : str
        ``game``: deals and guesses, as the page asks for them. ``insert``: the baseline's one call.
    pid : int
        The server's process, whose use of the processor is read.
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
    """One kind of call in the measured window: how many a second, and how long until the whole reply."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crowd measured.

    Attributes
    ----------
    calls : dict of str to Call
        By name: ``guess`` and, in a game, ``deal``, ``game`` and ``player``.
    busy : float
        Processor seconds of the server in each second.
    """

    calls: dict[str, Call]
    busy: float

    @property
    def guess(self) -> Call:
        """The call that this is about."""
        return self.calls["guess"]

    @property
    def requests(self) -> float:
        """Calls of all kinds in a second."""
        return sum(call.per_second for call in self.calls.values())

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server for one call, in milliseconds."""
        return 1000 * self.busy / self.requests


def run(kind: str, server: Server, players: int, seconds: float, think: float = 0.0) -> Outcome:
    """Let a crowd play against a server; the parameters are those of `Plan`.

    Raises
    ------
    subprocess.CalledProcessError
        When a call was answered by an error.
    """
    plan = Plan(kind, server.port, server.pid, players, seconds, think)
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.crowd", json.dumps(asdict(plan))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds + MARGIN,
    )
    found = json.loads(told.stdout)
    return Outcome({name: Call(**fields) for name, fields in found["calls"].items()}, found["busy"])
