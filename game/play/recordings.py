"""Sealed clips and their waveforms, prepared once and cached."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from game.atomic_write import write_whole
from game.packs.clip import Clip
from game.play.sealed_handover import SealedHandover
from game.sound.outline import outline
from game.sound.peaks import measure_peaks
from game.sound.sealed import AudioError, Sealed
from game.sound.sealing import seal

OUTLINE_SECONDS = 3.0  # a deal does not wait longer for a waveform that nobody has measured yet
_RULES = 2  # raise it when all waveforms must be measured again
log = logging.getLogger(__name__)
T = TypeVar("T")


class Recordings:
    """Cache of sealed clips and waveforms. It never holds the sound itself in memory.

    Parameters
    ----------
    state : Path
        Folder that keeps the waveforms over a restart.
    handover : SealedHandover, optional
        To a proxy that sends sealed sounds; none by default.
    """

    def __init__(self, state: Path, handover: SealedHandover | None = None) -> None:
        self.handover = handover
        self._state = state
        self._seals: dict[Path, Sealed] = {}
        self._outlines: dict[Path, list[int]] = {}
        self._measuring: dict[Path, asyncio.Task[list[int]]] = {}
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="recordings")

    async def sealed(self, clip: Clip) -> Sealed:
        """The clip stripped of every tag and name.

        Raises
        ------
        AudioError
            When its file can no longer be read.
        """
        return await self.sealed_file(clip.file)

    async def sealed_file(self, file: Path) -> Sealed:
        """A sound file stripped of every tag and name.

        Raises
        ------
        AudioError
            When it can no longer be read.
        """
        cached = self._seals.get(file)
        return cached if cached is not None else await self._prepare(self._seal, file)

    def locate(self, sealed: Sealed) -> str | None:
        """The path at which a proxy has a sealed sound to send; None when the game sends it itself.

        Raises
        ------
        AudioError, OSError
            When the recording has changed since it was sealed, or is gone.
        """
        return self.handover.find(sealed) if self.handover else None

    async def outline(self, clip: Clip, seconds: float | None = None) -> list[int]:
        """What players see of the clip's waveform before the reveal, as `game.sound.outline` makes it.

        Empty when its file can no longer be read, and when measuring it takes more than these seconds
        (`OUTLINE_SECONDS` if none are given); a later call has it.
        """
        cached = self._outlines.get(clip.file)
        if cached is not None:
            return cached
        measuring = self._measured(clip)
        await asyncio.wait([measuring], timeout=OUTLINE_SECONDS if seconds is None else seconds)
        return measuring.result() if measuring.done() else []

    def _measured(self, clip: Clip) -> asyncio.Task[list[int]]:
        """The one task that measures this clip."""
        task = self._measuring.get(clip.file)
        if task is None:
            task = self._measuring[clip.file] = asyncio.create_task(self._measure_or_warn(clip))
            task.add_done_callback(lambda _: self._measuring.pop(clip.file, None))
        return task

    async def _measure_or_warn(self, clip: Clip) -> list[int]:
        try:
            return await self._prepare(self._measure, clip.file)
        except (AudioError, OSError) as error:
            log.warning("cannot measure the waveform of clip %s: %s", clip.key, error)
            return []

    async def prepare(self, clips: Iterable[Clip]) -> None:
        """Seal and measure clips in advance, one after the other, so that players do not wait for it."""
        for clip in clips:
            try:
                await self.sealed(clip)
                if clip.file not in self._outlines:
                    await self._measured(clip)
            except AudioError as error:
                log.warning("cannot prepare clip %s: %s", clip.key, error)

    def close(self) -> None:
        self._workers.shutdown(cancel_futures=True)
        if self.handover:
            self.handover.close()

    async def _prepare(self, work: Callable[[Path], T], file: Path) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, file)

    def _seal(self, file: Path) -> Sealed:
        self._seals[file] = seal(file)
        return self._seals[file]

    def _measure(self, file: Path) -> list[int]:
        cached = self._state / "peaks" / f"{_fingerprint(file)}.json"
        if cached.exists():
            peaks: list[int] = json.loads(cached.read_text())
        else:
            peaks = measure_peaks(file)
            cached.parent.mkdir(parents=True, exist_ok=True)
            write_whole(cached, [json.dumps(peaks).encode()])
        self._outlines[file] = outline(peaks)
        return self._outlines[file]


def _fingerprint(file: Path) -> str:
    """A name that changes whenever the file does."""
    status = file.stat()
    key = f"{_RULES}|{file}|{status.st_size}|{status.st_mtime_ns}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]
