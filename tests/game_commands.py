"""`python -m game` in processes forked from one that has its modules loaded: over a second less for each."""

import atexit
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO

from tests.forked import Forked, Parent

MODULES = (
    "game.__main__",
    "game.annotation.server",
    "uvicorn",
    "game.publishing.publish_loop",
    "game.publishing.publishing_context",
    "tests.places_read",
)


@cache
def _parent() -> Parent:
    parent = Parent(MODULES, os.environ)
    atexit.register(parent.end)
    return parent


def run_game(
    words: Sequence[str], env: Mapping[str, str], function: str = "game.__main__:main"
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as `subprocess.run` does; by a function that calls it where one is named."""
    return _parent().run(function, words, env)


def start_game(words: Sequence[str], env: Mapping[str, str], log: Path) -> Forked:
    """Start a command, as `subprocess.Popen` does; its output is added to `log`."""
    return _parent().start("game.__main__:main", words, env, log)


@contextmanager
def keeping_game(
    words: Sequence[str], env: Mapping[str, str], log: Path
) -> Iterator[tuple[Forked, BinaryIO]]:
    """A command that goes on until its input ends: the process, and the end of the pipe that it reads.

    It is killed if it still runs when the block is left.
    """
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder, "input")
        os.mkfifo(pipe)
        process = _parent().start("game.__main__:main", words, env, log, lines=pipe)
        with pipe.open("wb", buffering=0) as lines:
            try:
                yield process, lines
            finally:
                process.kill()
