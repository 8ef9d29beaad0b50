"""`python -m game.beside COMMAND ...`: a command of `python -m game` that ends when whoever started it does.

The game starts long work so: as long as the pipe to this process is open, somebody wants it done.
"""

import os
import select
import signal
import sys
import threading

from game.__main__ import main


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
    sys.exit(main())
