"""`python -m game.processes.attached COMMAND ...`: run `python -m game COMMAND ...` until its parent ends.

The game starts long-running commands this way. When the game ends, this process is interrupted as by Ctrl-C.
"""

import os
import runpy
import signal
import sys

from game.processes.lifetime import exit_when_closed


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background processes ignore SIGINT by default
    exit_when_closed(sys.stdin.fileno(), _interrupt)
    runpy.run_module("game", run_name="__main__", alter_sys=True)
