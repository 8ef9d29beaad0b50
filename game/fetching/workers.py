"""Processes that encode recordings beside the fetching, and that never outlive it."""

import asyncio
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from game.fetching.errors import FetchError, Missing
from game.fetching.reencode import ReencodeError, reencode
from game.fetching.retry import AT_ONCE
from game.fetching.target_folder import unwritable
from game.packs.origin import Encoding
from game.processes.lifetime import end_with_parent

# Of a recording that is yet to be encoded again. libsndfile knows MP3 that begins with damage by its ending.
ORIGINAL = ".original.mp3"
NICENESS = 10  # a game beside it comes first


@contextmanager
def workers(count: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of processes: one for each core, but no more than bring recordings, unless told otherwise.

    At the end of the block what still waits is dropped, and what was begun is finished. Ctrl-C is for the
    parent alone, and when that is killed its workers end too.
    """
    pool = ProcessPoolExecutor(
        count or min(os.cpu_count() or 1, AT_ONCE),
        mp_context=get_context("spawn"),
        initializer=_follow_parent,
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


async def encode(pool: Executor, original: Path, target: Path, encoding: Encoding) -> None:
    """Encode a recording again in one of the pool's processes; the original is then deleted.

    Raises
    ------
    Missing
        When it cannot be encoded.
    FetchError
        When nothing can: a process was killed, or the disk is full.
    """
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, reencode, original, target, encoding)
    except ReencodeError as error:
        original.unlink()
        raise Missing(f"it {error}") from error
    except BrokenProcessPool as error:
        raise FetchError(
            "A process that encodes recordings was killed: run the same command again"
        ) from error
    except OSError as error:
        raise unwritable(error, target) from error
    original.unlink()


def _follow_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    end_with_parent()
