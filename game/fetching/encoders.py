"""Processes that re-encode recordings while others are being fetched."""

import asyncio
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from pathlib import Path

from game.fetching.errors import FetchError, Missing
from game.fetching.reencode import ReencodeError, reencode
from game.fetching.retry import AT_ONCE
from game.fetching.target_folder import unwritable
from game.packs.origin import Encoding
from game.processes.worker_pool import worker_pool

NICENESS = 10  # a game on the same machine comes first


def encoders(count: int | None = None) -> AbstractContextManager[ProcessPoolExecutor]:
    """Open a pool of encoding processes: by default one a core, but no more than downloads run at once."""
    return worker_pool(count or min(os.cpu_count() or 1, AT_ONCE), NICENESS)


async def encode(pool: Executor, original: Path, target: Path, encoding: Encoding) -> None:
    """Re-encode a recording in one of the pool's processes, then delete the original.

    Raises
    ------
    Missing
        When the recording cannot be encoded.
    FetchError
        When no recording can be: a process was killed, or the disk is full.
    """
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, reencode, original, target, encoding)
    except ReencodeError as error:
        original.unlink()
        raise Missing(f"it {error}") from error
    except BrokenProcessPool as error:
        raise FetchError("An encoding process was killed: run the same command again to resume") from error
    except OSError as error:
        raise unwritable(error, target) from error
    original.unlink()
