"""A process beside the game: kept going, and gone when the game is."""

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from game.backoff import Backoff
from game.project_files import ROOT
from game.settings import Settings

BACKOFF = Backoff(first_seconds=1.0, longest_seconds=300.0)  # before a process that ended is restarted
STOP_SECONDS = 5.0
LINE_BYTES = 16 * 1024 * 1024
# One core is the game's: arithmetic beside it must not spread over all.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which a process finds the game's modules, its pack and its store."""
    chosen = {
        "EARWITNESS_PACK": settings.pack,
        "EARWITNESS_STATE": str(settings.state),
        "EARWITNESS_DATABASE": settings.database_url,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), outer.get("PYTHONPATH")))),
    }
    return {**outer, **chosen, **ONE_THREAD}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code, None without one, and in words."""

    code: int | None
    how: str


class SupervisedProcess:
    """Starts a process, and again whenever it ends. It is to end by itself when its input is closed.

    Parameters
    ----------
    called : str
        What it is, for the log: "the counting process".
    env : mapping
        Its environment.
    hears : callable, optional
        Given each line that it prints; a ValueError, LookupError or TypeError ends it.
    ended : callable, optional
        Told whenever it has ended.
    stop_seconds : float, optional
        How long it may take to end once its input is closed.
    """

    def __init__(
        self,
        called: str,
        command: Sequence[str],
        env: Mapping[str, str],
        log: logging.Logger,
        hears: Callable[[bytes], None] = lambda line: None,
        ended: Callable[[], None] = lambda: None,
        stop_seconds: float | None = None,
    ) -> None:
        self._called = called
        self._command = command
        self._env = env
        self._log = log
        self._hears = hears
        self._ended = ended
        self._stop_seconds = stop_seconds
        self._process: Process | None = None

    @property
    def is_there(self) -> bool:
        """Whether the process is running."""
        return self._process is not None

    def tell(self, line: bytes) -> None:
        """Write a line to its input, if it is running."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(line + b"\n")

    async def keep(self) -> None:
        """Keep the process going until this is cancelled."""
        failures = 0
        seconds = asyncio.get_running_loop().time
        while True:
            started = seconds()
            ended = await self.run()
            failures = 1 if seconds() - started > BACKOFF.longest_seconds else failures + 1
            pause = BACKOFF.pause_seconds(failures)
            self._log.warning("%s %s; it is started again in %g s", self._called, ended.how, pause)
            await asyncio.sleep(pause)

    async def run(self) -> Ended:
        """Run the process once, and end it when this is cancelled."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._env,
                stdin=PIPE,
                stdout=PIPE,
                limit=LINE_BYTES,
                start_new_session=True,  # Ctrl-C in a terminal is for the game, which then ends this
            )
        except OSError as error:
            return Ended(None, f"cannot be started ({error})")
        self._process = process
        try:
            await self._listen(process)
        except (ValueError, LookupError, TypeError) as error:
            return Ended(None, f"answered what is no answer ({error})")
        finally:
            self._process = None
            self._ended()
            await self._end(process)
        return Ended(process.returncode, f"ended (code {process.returncode})")

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._hears(line)

    async def _end(self, process: Process) -> None:
        assert process.stdin is not None
        process.stdin.close()  # it ends by itself when nobody can tell it anything any more
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), self._stop_seconds or STOP_SECONDS)
        if process.returncode is None:
            process.kill()
            await process.wait()
