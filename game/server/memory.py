"""The process's memory: objects that stay, and memory that is given back."""

import asyncio
import gc
import os
from pathlib import Path

from game.processes.memory import can_give_back, give_back

LOOK_SECONDS = 15.0
GROWTH = 1.1  # over the least that was held

_STATM = Path("/proc/self/statm")


def settle_memory() -> None:
    """Take the hundreds of thousands of long-lived objects out of garbage collection.

    Traversing them would stop every player for a third of a second, several times a minute under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


async def keep_giving_back() -> None:
    """Give freed memory back to the system after a crowd has left: glibc keeps it for its own use."""
    if not can_give_back() or not _STATM.exists():
        return
    give_back()  # what the start has left
    least = resident_bytes()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if resident_bytes() > least * GROWTH:
            await asyncio.to_thread(give_back)
            least = min(least, resident_bytes())


def resident_bytes() -> int:
    """Memory that this process holds now."""
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
