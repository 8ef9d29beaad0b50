"""`python -m game.processes.attached COMMAND ...`: a `python -m game` command that ends with its parent.

The game starts long work so: as long as the pipe to this process is open, somebody wants it done.
"""

import os
import runpy
import select
import signal
import sys
import threading


def end_with(descriptor: int) -> None:
    """Interrupt this process, as Ctrl-C would, when nobody can write into a pipe of its any more."""
    hung_up = select.poll()
    hung_up.register(descriptor, 0)  # that the other end is closed is told unasked

    def watch() -> None:
        hung_up.poll()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, name="end", daemon=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a process of the background ignores it else
    end_with(sys.stdin.fileno())
    runpy.run_module("game", run_name="__main__", alter_sys=True)
