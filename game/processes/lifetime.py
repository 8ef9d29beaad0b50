"""Ending a worker process when the process that started it ends, even if that was killed."""

import multiprocessing
import os
import select
import threading
import time
from collections.abc import Callable


def end_with_parent() -> None:
    """End this process of a pool when its parent ends: a killed parent cannot shut its pool down."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent.join,), name="end-with-parent", daemon=True).start()


def _exit_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)


def exit_when_closed(
    pipe: int, leave: Callable[[], None] = lambda: os._exit(0), grace_seconds: float = 0.0
) -> None:
    """Leave, whatever this process is doing, once nobody can write into a pipe any more.

    Parameters
    ----------
    pipe : int
        File descriptor of the reading end, usually standard input. The parent holds the writing end, so it
        closes however the parent ends.
    leave : callable
        Ends the process; without a word and with exit code 0 by default.
    grace_seconds : float
        How long running work may take to finish before ``leave`` is called.
    """
    closed = select.poll()
    closed.register(pipe, 0)  # poll reports a closed writing end even when no event is asked for

    def watch() -> None:
        closed.poll()
        time.sleep(grace_seconds)
        leave()

    threading.Thread(target=watch, name="exit-when-closed", daemon=True).start()
