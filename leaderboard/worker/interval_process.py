"""The reckoner has intervals worked out, now and then, by a process of their own."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

INTERVALS_SECONDS = 600.0
STOP_SECONDS = 5.0
RECKONING = (sys.executable, "-m", "leaderboard", "intervals", "--beside")
log = logging.getLogger("earwitness.leaderboard")


class IntervalProcess:
    """Starts the process that works intervals out: one at a time, and never soon after the last.

    Parameters
    ----------
    env : mapping or None
        Environment of the process: the settings it reads. None: that of this process.
    command : sequence of str
        What is run. It ends when its standard input does, so that it never outlives this process.
    seconds : callable
        Since whenever.
    """

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = RECKONING,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._env = env
        self._command = command
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._started: float | None = None

    def look(self, wanted: bool) -> None:
        """Start the process if intervals are wanted and it is time; say so if the last one has failed."""
        if self._process is not None and self._is_over(self._process):
            self._process = None
        soon = self._started is not None and self._seconds() - self._started < INTERVALS_SECONDS
        if wanted and not soon and self._process is None:
            self._started = self._seconds()
            self._process = self._run()

    def close(self) -> None:
        """End the process if it is under way."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _run(self) -> subprocess.Popen[bytes] | None:
        try:
            return subprocess.Popen(self._command, stdin=subprocess.PIPE, env=self._env)
        except OSError as error:
            log.warning("intervals cannot be worked out, trying again in %g s: %s", INTERVALS_SECONDS, error)
            return None

    def _is_over(self, process: subprocess.Popen[bytes]) -> bool:
        code = process.poll()
        if code is None:
            return False
        assert process.stdin is not None
        process.stdin.close()
        if code:
            log.warning("intervals were not worked out (code %d), trying again when it is time", code)
        return True
