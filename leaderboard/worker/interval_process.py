"""Starts the process that computes confidence intervals, now and then."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

INTERVALS_SECONDS = 600.0
STOP_SECONDS = 5.0
COMMAND = (sys.executable, "-m", "leaderboard", "intervals", "--beside")
log = logging.getLogger("earwitness.leaderboard")


class IntervalProcess:
    """Runs the process that computes intervals: one at a time, and never soon after the last.

    Parameters
    ----------
    env : mapping or None
        Environment of the process, with the settings it reads; None for that of this process.
    command : sequence of str
        What to run. It must exit when its standard input closes, so that it never outlives this process.
    seconds : callable
        A monotonic clock.
    """

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._env = env
        self._command = command
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._started: float | None = None

    def start_if_due(self, wanted: bool) -> None:
        """Start the process if intervals are wanted and due; log it if the last run has failed."""
        if self._process is not None and self._is_over(self._process):
            self._process = None
        soon = self._started is not None and self._seconds() - self._started < INTERVALS_SECONDS
        if wanted and not soon and self._process is None:
            self._started = self._seconds()
            self._process = self._run()

    def close(self) -> None:
        """Stop the process if it is running."""
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
            log.warning("intervals cannot be computed, trying again in %g s: %s", INTERVALS_SECONDS, error)
            return None

    def _is_over(self, process: subprocess.Popen[bytes]) -> bool:
        code = process.poll()
        if code is None:
            return False
        assert process.stdin is not None
        process.stdin.close()
        if code:
            log.warning("computing intervals failed (exit code %d), trying again when due", code)
        return True
