"""What is heard: sealed clips and their waveforms, prepared once and kept."""

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
from game.sound.peaks import measure_peaks
from game.sound.sealed import AudioError, Sealed
from game.sound.sealing import seal

log = logging.getLogger(__name__)
T = TypeVar("T")


class Recordings:
    """Sealed clips and waveforms of a host's packs; a clip's sound itself is never kept in memory.

    Parameters
    ----------
    state : Path
        Folder in which prepared things outlast a restart.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._seals: dict[Path, Sealed] = {}
        self._peaks: dict[Path, list[int]] = {}
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="recordings")

    async def sealed(self, clip: Clip) -> Sealed:
        """The clip without any tag or name.

        Raises
        ------
        AudioError
            When its file cannot be read any more.
        """
        kept = self._seals.get(clip.file)
        return kept if kept is not None else await self._prepare(self._seal, clip.file)

    async def peaks(self, clip: Clip) -> list[int]:
        """The clip's waveform, each peak from 0 to 100; empty when its file cannot be read any more."""
        kept = self._peaks.get(clip.file)
        if kept is not None:
            return kept
        try:
            return await self._prepare(self._measure, clip.file)
        except (AudioError, OSError) as error:
            log.warning("clip %s has no waveform: %s", clip.key, error)
            return []

    async def prepare(self, clips: Iterable[Clip]) -> None:
        """Prepare clips one after the other, so that players need not wait for them."""
        for clip in clips:
            try:
                await self.sealed(clip)
                await self.peaks(clip)
            except AudioError as error:
                log.warning("clip %s cannot be prepared: %s", clip.key, error)

    def close(self) -> None:
        """Stop preparing."""
        self._workers.shutdown(cancel_futures=True)

    async def _prepare(self, work: Callable[[Path], T], file: Path) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, file)

    def _seal(self, file: Path) -> Sealed:
        self._seals[file] = seal(file)
        return self._seals[file]

    def _measure(self, file: Path) -> list[int]:
        kept = self._state / "peaks" / f"{_fingerprint(file)}.json"
        if kept.exists():
            peaks: list[int] = json.loads(kept.read_text())
        else:
            peaks = measure_peaks(file)
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, [json.dumps(peaks).encode()])
        self._peaks[file] = peaks
        return peaks


def _fingerprint(file: Path) -> str:
    """Changes when the file does."""
    status = file.stat()
    return hashlib.sha256(f"{file}|{status.st_size}|{status.st_mtime_ns}".encode()).hexdigest()[:32]
