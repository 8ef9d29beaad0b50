"""The end of publishing beside a game: its input closes, after a line with the seconds that are left."""

import math
import os
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

LONGEST_LINE = 100  # bytes
LEAVE_SECONDS = 1.0  # to say what stays behind, before the game kills the process


class StopNotice:
    """Waits for the end of a pipe.

    Parameters
    ----------
    lines : BinaryIO
        The pipe; its last line gives the seconds until this process is killed. Without one there is no hurry.
    on_time_up : callable
        Called when hardly any of them is left, in a thread of its own: a call may be under way.
    """

    def __init__(self, lines: BinaryIO, on_time_up: Callable[[], object]) -> None:
        self._descriptor = lines.fileno()
        self._on_time_up = on_time_up
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="stop-notice", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait at most so long, and return whether the end has come."""
        return self._ended.wait(seconds)

    def _watch(self) -> None:
        end = b""
        # Not from the file itself: its reader would hold a lock that Python wants at exit.
        while some := os.read(self._descriptor, LONGEST_LINE):
            end = (end + some)[-LONGEST_LINE:]
        self._ended.set()
        seconds = seconds_of(end)
        if seconds < math.inf:
            time.sleep(max(seconds / 2, seconds - LEAVE_SECONDS))
            self._on_time_up()


def seconds_of(lines: bytes) -> float:
    """The seconds that the last line gives; infinite without a number."""
    try:
        return max(0.0, float(lines.split(b"\n")[-2]))
    except (ValueError, IndexError):
        return math.inf
