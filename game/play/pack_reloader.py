"""Reloading a pack while its recordings arrive: from a first few clips to all of them."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from game.json_types import Json
from game.packs.pack import Pack
from game.packs.table import PackError
from game.play.active_packs import ActivePacks
from game.play.recordings import Recordings
from game.processes.fetch_process import FetchProcess

log = logging.getLogger("earwitness.fetching")
LEAST_CLIPS = 20  # with fewer, a player would know most of them after three games
FIRST_POLL_SECONDS = 2.0  # while the pack is not played yet
POLL_SECONDS = 10.0  # each reload makes a pack with a hash of its own, so there should not be too many

Stamps = dict[Path, tuple[int, int]]
Fetch = Coroutine[Any, Any, None]
FetchAs = Callable[[Callable[[], Fetch]], Fetch]


def everybody(fetch: Callable[[], Fetch]) -> Fetch:
    """Fetch now: no other game does."""
    return fetch()


class PackReloader:
    """Plays a pack as soon as enough of it has been fetched, and reloads it as more arrives.

    Parameters
    ----------
    folder : Path
        The folder that the pack is fetched into. It need not exist yet. Files must appear in it whole.
    load : callable
        Loads the pack, or raises a PackError.
    expected : int
        How many clips are fetched; 0: all that the pack lists.
    """

    def __init__(
        self,
        folder: Path,
        load: Callable[[], Pack],
        active_packs: ActivePacks,
        fetch_process: FetchProcess,
        expected: int,
    ) -> None:
        self._folder = folder
        self._load = load
        self._active_packs = active_packs
        self.fetch_process = fetch_process
        self._expected = expected
        self._stamps: Stamps = {}
        self._pack: Pack | None = None
        self._why = ""
        self._listed = asyncio.Event()

    @property
    def is_played(self) -> bool:
        """Whether games are dealt from the pack already."""
        return self._pack is not None and self._active_packs.pack.name == self._pack.name

    async def run(self, recordings: Recordings, fetch_as: FetchAs = everybody) -> None:
        """Fetch the pack and keep reloading it until it is complete, or until cancelled.

        Parameters
        ----------
        recordings : Recordings
            Prepares the clips that are new.
        fetch_as : callable
            Runs the fetch, perhaps after another game has ended that fetches into the same folder.
        """
        fetching = asyncio.create_task(fetch_as(self.fetch_process.run_until_complete))
        try:
            while not fetching.done():
                await self._reload_and_prepare(recordings)
                await asyncio.wait([fetching], timeout=POLL_SECONDS if self.is_played else FIRST_POLL_SECONDS)
            await self._reload_and_prepare(recordings)
        finally:
            fetching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await fetching

    async def wait_until_listed(self) -> None:
        """Wait until the pack's table has been read once: from then on other processes can read it too."""
        await self._listed.wait()

    def status(self) -> Json:
        """Progress, as `/readyz` shows it.

        Returns
        -------
        dict
            `clips`: how many can be played; `of`: how many there will be, None while that is not known;
            `opens_at`: the number of clips at which the game switches from the demo to this pack.
        """
        clips = len(self._pack.clips) if self._pack else 0
        of = _listed(self._pack) if self._pack else self._expected or None
        return {
            "state": self.fetch_process.state,
            "why": self.fetch_process.why or self._why,
            "clips": clips,
            "of": of,
            "opens_at": min(LEAST_CLIPS, of or LEAST_CLIPS),
            "played": self.is_played,
        }

    async def _reload_and_prepare(self, recordings: Recordings) -> None:
        self._active_packs.is_growing = not self.fetch_process.is_over
        earlier = {clip.file for clip in self._active_packs.pack.clips}
        try:
            await asyncio.to_thread(self.reload)
            if self._pack is not None:
                self._listed.set()
            new = (clip for clip in self._active_packs.pack.clips if clip.file not in earlier)
            await recordings.prepare(new)
        except Exception:  # anything can go wrong in a folder that is being written to; the next try may work
            log.exception("cannot reload the pack in %s; retrying", self._folder)

    def reload(self) -> None:
        """Load what has arrived, and play it if it is enough. Slow: call it outside the event loop."""
        stamps = _file_stamps(self._folder)
        pack = self._pack if stamps == self._stamps else self._load_again()
        self._stamps = stamps
        if pack is not None and pack is not self._active_packs.pack and self._is_enough(pack):
            self._active_packs.switch_to(pack)
        self._pack = pack  # last, so that `status` never runs ahead of what is played

    def _load_again(self) -> Pack | None:
        try:
            pack, self._why = self._load(), ""
        except PackError as error:
            self._why = str(error)
            return self._pack
        return pack

    def _is_enough(self, pack: Pack) -> bool:
        return self.fetch_process.is_over or len(pack.clips) >= min(LEAST_CLIPS, _listed(pack))


def _listed(pack: Pack) -> int:
    """How many clips the pack's table lists."""
    return len(pack.clips) + len(pack.missing) + len(pack.unreadable)


def _file_stamps(folder: Path) -> Stamps:
    """Size and modification time (ns) of each file that has arrived whole."""
    stamps: Stamps = {}
    for path in folder.rglob("*.*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            stamps[path] = status.st_size, status.st_mtime_ns
    return {path: stamp for path, stamp in stamps.items() if ".part" not in path.suffixes}
