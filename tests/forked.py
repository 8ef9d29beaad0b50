"""Processes forked from one that has its modules loaded: real ones, without the seconds that imports take."""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from game.project_files import ROOT

RUN_SECONDS = 60


class Process(Protocol):
    """What `subprocess.Popen` and `Forked` have in common."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def kill(self) -> None: ...


class Parent:
    """A process that loads modules once and forks as often as a test asks.

    Parameters
    ----------
    modules : sequence of str
        What it imports before the first fork.
    env : mapping
        Its environment while it imports.
    """

    def __init__(self, modules: Sequence[str], env: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.forked", *modules]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, **pipes)
        self._lock = threading.Lock()

    def start(
        self,
        function: str,
        arguments: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        errors: Path | None = None,
        lines: Path | None = None,
    ) -> "Forked":
        """Fork, and call a function there.

        Parameters
        ----------
        function : str
            As `module:name`; it takes the arguments as a list if there are any, and returns an exit code.
        log : Path
            Output and error output are added to this file.
        errors : Path, optional
            Error output is added to this file instead.
        lines : Path, optional
            What it reads as its input, which otherwise has ended; of a named pipe the caller opens one end.
        """
        streams = {"log": str(log), "errors": str(errors or log), "input": str(lines or os.devnull)}
        task = {"function": function, "arguments": list(arguments), "env": dict(env)} | streams
        return Forked(int(self._ask(task)), self)

    def run(
        self, function: str, arguments: Sequence[str], env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Fork, and call a function there to its end, as `subprocess.run` does with a command."""
        with tempfile.TemporaryDirectory() as folder:
            said, errors = Path(folder, "said"), Path(folder, "errors")
            code = self.start(function, arguments, env, said, errors).wait(RUN_SECONDS)
            return subprocess.CompletedProcess(function, code, said.read_text(), errors.read_text())

    def poll(self, pid: int) -> int | None:
        """Exit code of a forked process, negative for a signal; None while it runs."""
        code: int | None = self._ask({"poll": pid})
        return code

    def end(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self._process.stdin and self._process.stdout
        with self._lock:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


class Forked:
    """A forked process, used as `subprocess.Popen` is."""

    def __init__(self, pid: int, parent: Parent) -> None:
        self.pid = pid
        self._parent = parent
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = self._parent.poll(self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        if self.poll() is None:
            ended = os.pidfd_open(self.pid)
            try:
                if not select.select([ended], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            finally:
                os.close(ended)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Commands:
    """Runs one `python -m leaderboard` at a time."""

    def __init__(self, parent: Parent, env: Mapping[str, str], log: Path) -> None:
        self._parent = parent
        self._env = env
        self._log = log
        self._running: Forked | None = None

    def start(self, *arguments: str) -> int:
        """Begin a command and return its process id; one that a test left running ends first."""
        if self._running:
            self.kill()
        self._log.unlink(missing_ok=True)
        self._running = self._parent.start("leaderboard.__main__:main", arguments, self._env, self._log)
        return self._running.pid

    def wait(self) -> int:
        """Exit code of the command, negative for a signal."""
        assert self._running
        code, self._running = self._running.wait(60), None
        return code

    def kill(self) -> None:
        """End it as a crash does."""
        assert self._running
        self._running.kill()
        assert self.wait() in (-signal.SIGKILL, 0, 3)

    def output(self) -> str:
        """What the last command has printed."""
        return self._log.read_text() if self._log.exists() else ""


@contextlib.contextmanager
def leaderboard_commands(log: Path, **env: str) -> Iterator[Commands]:
    """Commands that have these environment variables besides those of the tests."""
    modules = [
        "leaderboard.__main__",
        "leaderboard.evaluation.evaluation",
        "leaderboard.evaluation.report",
        "tests.places_read",
    ]
    parent = Parent([*modules, "openai.resources.chat.completions"], os.environ)
    try:
        yield Commands(parent, {**os.environ, **env}, log)
    finally:
        parent.end()


def _serve_forks() -> None:
    """Answer the questions of a `Parent`, line by line, until there are no more."""
    gc.collect()
    gc.freeze()  # so that no forked process searches what is loaded here
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(_exit_code(question["poll"]) if "poll" in question else _fork(question)), flush=True)


def _exit_code(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _fork(task: dict[str, Any]) -> int:
    pid = os.fork()
    if not pid:
        _become(task)
        os._exit(_ended(task["function"], task["arguments"]))
    return pid


def _become(task: dict[str, Any]) -> None:
    """Take on the environment of a new process, and its streams."""
    os.environ.clear()
    os.environ.update(task["env"])
    time.tzset()
    written = os.O_CREAT | os.O_WRONLY | os.O_APPEND
    opened = [(task["input"], os.O_RDONLY), (task["log"], written), (task["errors"], written)]
    for stream, (file, how) in enumerate(opened):
        made = os.open(file, how)
        os.dup2(made, stream)
        os.close(made)


def _ended(function: str, arguments: list[str]) -> int:
    """Call a function as the interpreter calls a program, and return the exit code that this leads to."""
    module, _, name = function.partition(":")
    try:
        code = getattr(importlib.import_module(module), name)(*[arguments] if arguments else []) or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code)


if __name__ == "__main__":
    for module in sys.argv[1:]:
        importlib.import_module(module)
    _serve_forks()
