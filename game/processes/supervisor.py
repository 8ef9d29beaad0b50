"""A worker process beside the game: restarted whenever it ends, stopped with the game."""

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from game.backoff import Backoff
from game.processes.error_output import ErrorOutput, error_pipe
from game.processes.memory import ALLOCATORS
from game.project_files import ROOT
from game.settings import Settings

# Before a restart. A process that ran longer than the longest pause starts again with the first.
BACKOFF = Backoff(first_seconds=1.0, longest_seconds=300.0)
STOP_SECONDS = 5.0
OOM_SCORE = 500  # of 1000; the game has 0
LINE_BYTES = 16 * 1024 * 1024
# One core belongs to the game: numerical libraries in workers must not spread over all of them.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


# What a worker may know of the game's environment: settings, how programs are found and run, and how to speak
# to PostgreSQL. Nothing else, as the host may keep secrets there.
KEY_VARIABLE = "EARWITNESS_SECRET"
RATE_STORE_VARIABLE = "EARWITNESS_RATE_STORE"  # whose URL may hold a password
METRICS_TOKEN_VARIABLE = "EARWITNESS_METRICS_TOKEN"
PASSED = {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV", "CI"}
PASSED_BEGINNINGS = ("EARWITNESS_", "LC_", "LD_", "PYTHON", "PG", "MALLOC_", "ARROW_", "MPL", "XDG_")
# For workers that use the network: proxies, certificates, and where the Hub's client keeps its files.
NETWORK = {f"{name}_PROXY" for name in ("HTTP", "HTTPS", "ALL", "NO")}
NETWORK_BEGINNINGS = ("SSL_", "REQUESTS_", "CURL_")
HUB_BEGINNINGS = (*NETWORK_BEGINNINGS, "HF_HUB_", "HF_HOME", "HF_ENDPOINT", "HF_XET_")


def child_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment in which a worker finds modules, pack and database, without the host's secrets."""
    chosen = {
        "EARWITNESS_PACK": settings.pack,
        "EARWITNESS_STATE": str(settings.state),
        "EARWITNESS_DATABASE": settings.database_url,
        "EARWITNESS_LOG": settings.log,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), outer.get("PYTHONPATH")))),
    }
    passed = _passed(outer, PASSED, PASSED_BEGINNINGS)
    for name in (KEY_VARIABLE, RATE_STORE_VARIABLE, METRICS_TOKEN_VARIABLE):
        passed.pop(name, None)
    return {**ALLOCATORS, **passed, **chosen, **ONE_THREAD}


def network_environment(
    outer: Mapping[str, str] = os.environ, beginnings: tuple[str, ...] = NETWORK_BEGINNINGS
) -> dict[str, str]:
    """What a worker that uses the network needs besides."""
    return _passed(outer, NETWORK | {name.lower() for name in NETWORK}, beginnings)


def _passed(outer: Mapping[str, str], names: Collection[str], beginnings: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in outer.items() if name in names or name.startswith(beginnings)}


def offer_to_oom_killer(pid: int) -> None:
    """Have Linux end this process, and those it starts, rather than the game when memory runs out."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text(str(OOM_SCORE))


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: its exit code (None when it has none), and a description for the log."""

    code: int | None
    description: str


class SupervisedProcess:
    """Runs a command that exits when its standard input closes.

    Parameters
    ----------
    name : str
        How the log calls it, such as "counting".
    env : mapping
        Its whole environment.
    on_line : callable, optional
        Receives each line that the process prints. When it raises ValueError, LookupError or TypeError, the
        process is stopped.
    on_start, on_exit : callable, optional
        Called each time the process has started, and ended.
    rest : callable, optional
        Awaited each time the process has ended by itself. When it returns True, the end was wanted, and so is
        the next start, now.
    stop_seconds : callable, optional
        Gives how long the process may take to exit before it is killed.
    announces_stop : bool
        Whether the process reads these seconds, in a last line of its standard input.

    Attributes
    ----------
    restarts : int
        How often it ended unasked while it was to be kept running, and was to be started again.
    is_kept : bool
        Whether it is to be kept running now.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        log: logging.Logger,
        on_line: Callable[[bytes], None] = lambda line: None,
        on_start: Callable[[], None] = lambda: None,
        on_exit: Callable[[], None] = lambda: None,
        rest: Callable[[], Awaitable[bool]] | None = None,
        stop_seconds: Callable[[], float] = lambda: STOP_SECONDS,
        announces_stop: bool = False,
    ) -> None:
        self._name = name
        self._command = command
        self._env = env
        self._log = log
        self._on_line = on_line
        self._on_start = on_start
        self._on_exit = on_exit
        self._rest = rest
        self._stop_seconds = stop_seconds
        self._announces_stop = announces_stop
        self._process: Process | None = None
        self.restarts = 0
        self.is_kept = False

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def send(self, line: bytes) -> None:
        """Write a line to the process, if it is running."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(line + b"\n")

    async def keep_running(self) -> None:
        """Run the process, and restart it after growing pauses, until cancelled."""
        self.is_kept = True
        try:
            await self._keep_running()
        finally:
            self.is_kept = False

    async def _keep_running(self) -> None:
        failures = 0
        while True:
            started = monotonic()
            ended = await self.run()
            if self._rest is not None and await self._rest():
                failures = 0
                continue
            failures = 1 if monotonic() - started > BACKOFF.longest_seconds else failures + 1
            self.restarts += 1
            pause = BACKOFF.pause_seconds(failures)
            self._log.warning("the %s process %s; restarting in %g s", self._name, ended.description, pause)
            await asyncio.sleep(pause)

    async def run(self) -> Exit:
        """Run the process once; stop it when cancelled."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._env,
                stdin=PIPE,
                stdout=PIPE,
                stderr=error_pipe(),
                limit=LINE_BYTES,
                start_new_session=True,  # Ctrl-C in a terminal goes to the game alone, which then stops this
            )
        except OSError as error:
            return Exit(None, f"cannot be started ({error})")
        offer_to_oom_killer(process.pid)
        self._process = process
        error_output = ErrorOutput(process.stderr, self._name, self._log)
        self._on_start()
        try:
            await self._listen(process)
        except (ValueError, LookupError, TypeError) as error:
            return Exit(None, f"sent a line that cannot be read ({error})")
        finally:
            self._process = None
            self._on_exit()
            await self._stop(process)
            await error_output.end()
        return Exit(process.returncode, f"ended (code {process.returncode})")

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._on_line(line)

    async def _stop(self, process: Process) -> None:
        assert process.stdin is not None
        seconds = self._stop_seconds()
        if self._announces_stop:
            process.stdin.write(f"{seconds:.2f}\n".encode())
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), seconds)
        if process.returncode is None:
            process.kill()
            await process.wait()
