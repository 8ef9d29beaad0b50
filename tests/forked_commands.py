"""Processes of one command, forked from one that has its modules loaded: real ones, started quickly."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from game.project_files import ROOT

_PROGRAM = """
import json, os, openai, sys
from leaderboard.__main__ import main
from leaderboard.evaluation import evaluation, report

openai.AsyncOpenAI(api_key="none").chat.completions  # which it imports when it is first asked for

def run(arguments, log):
    told = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    os.dup2(told, 1)
    os.dup2(told, 2)
    try:
        return main(arguments)
    except SystemExit as end:
        print(end.code)
        return 1

for line in sys.stdin:
    pid = os.fork()
    if not pid:
        code = run(*json.loads(line))
        sys.stdout.flush()
        os._exit(code)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nursery:
    """Runs one process of `python -m leaderboard` at a time."""

    def __init__(self, mother: subprocess.Popen[str], log: Path) -> None:
        self._mother = mother
        self._log = log
        self._running = 0  # its process id; no process is 0

    def start(self, *arguments: str) -> int:
        """Begin one; its process id. One that a test has left running ends first."""
        if self._running:
            self.kill(self._running)
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps([arguments, str(self._log)]) + "\n")
        self._mother.stdin.flush()
        self._running = int(self._line())
        return self._running

    def wait(self) -> int:
        """Wait for it to end; its exit code, negative for a signal."""
        code = int(self._line())
        self._running = 0
        return code

    def kill(self, pid: int) -> None:
        """End it as a crash does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        assert self.wait() in (-signal.SIGKILL, 0, 3)

    def told(self) -> str:
        """What the last one printed."""
        return self._log.read_text()

    def _line(self) -> str:
        assert self._mother.stdout is not None
        return self._mother.stdout.readline()


@contextlib.contextmanager
def nursery(log: Path, **environment: str) -> Iterator[Nursery]:
    """Keep the mother of processes until the block is left."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as mother:
        try:
            yield Nursery(mother, log)
        finally:
            mother.kill()
