"""A pool of worker processes that never outlives the process that opened it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from game.processes.lifetime import end_with_parent


@contextmanager
def worker_pool(processes: int, niceness: int = 0) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of freshly spawned processes.

    When the block ends, queued jobs are dropped and running ones finish. Ctrl-C reaches only the parent. If
    the parent is killed, its workers exit too.

    Parameters
    ----------
    niceness : int
        Added to the workers' own, so that a game on the same machine comes first.
    """
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(niceness,)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _start(niceness: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(niceness)
    end_with_parent()
