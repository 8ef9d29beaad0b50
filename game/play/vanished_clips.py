"""Clips whose recordings have vanished from the disk since their pack was loaded: they are not dealt."""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from game.packs.clip import Clip
from game.play.allocation import Mask

AGAIN_SECONDS = 2.0  # between two looks at all files
log = logging.getLogger("earwitness.recordings")


class VanishedClips:
    """Remembers whose files were missing at the last look.

    Parameters
    ----------
    seconds : callable
        A monotonic clock.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._looked_at: float | None = None
        self._files: frozenset[Path] = frozenset()

    def look(self, clips: Iterable[Clip]) -> None:
        """Look for all files, unless that was just done. Slow: call it outside the event loop."""
        now = self._seconds()
        if self._looked_at is not None and now - self._looked_at < AGAIN_SECONDS:
            return
        self._looked_at = now
        self._note(frozenset(clip.file for clip in clips if not clip.file.is_file()))

    def has(self, clip: Clip) -> bool:
        """Whether a clip's file is missing now."""
        if clip.file.is_file():
            return False
        self._note(self._files | {clip.file})
        return True

    def among(self, clips: Iterable[Clip]) -> list[str]:
        """Keys of those clips that had vanished at the last look."""
        return [clip.key for clip in clips if clip.file in self._files] if self._files else []

    def mask(self, clips: tuple[Clip, ...]) -> Mask:
        """Mark those clips that had vanished at the last look."""
        if not self._files:
            return np.zeros(len(clips), dtype=np.bool_)
        return np.array([clip.file in self._files for clip in clips], dtype=np.bool_)

    def _note(self, files: frozenset[Path]) -> None:
        new, back = files - self._files, self._files - files
        self._files = files
        if new:
            log.error("%d recordings have vanished and are not dealt, such as %s", len(new), min(new))
        if back:
            log.warning("%d recordings that had vanished are back", len(back))
