"""Processes that encode recordings beside the fetching, and that never outlive it."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process


@contextmanager
def workers(count: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of processes, one for each core unless told otherwise.

    At the end of the block what still waits is dropped, and what was begun is finished. Ctrl-C is for the
    parent alone, and when that is killed its workers end too.
    """
    pool = ProcessPoolExecutor(
        count or os.cpu_count(), mp_context=get_context("spawn"), initializer=_follow_parent
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End with the parent: when that is killed, nobody else says that there will be no more work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
