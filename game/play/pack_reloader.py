"""How a pack comes to be played, and grows, while its recordings arrive one by one."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from game.json_types import Json
from game.packs.pack import Pack
from game.packs.table import PackError
from game.play.active_packs import ActivePacks
from game.play.recordings import Recordings
from game.processes.fetch_process import FetchProcess

log = logging.getLogger("earwitness.fetching")
LEAST_CLIPS = 20  # with fewer, a game would be as good as known after three
SOON_SECONDS = 2.0  # while nobody plays it yet
LOOK_SECONDS = 10.0  # each step is a pack of its own, with a hash of its own: not too many of them

Seen = dict[Path, tuple[int, int]]


class PackReloader:
    """Brings a pack into a repertoire as soon as enough of it is there, and what comes later after it.

    Parameters
    ----------
    folder : Path
        Into which the pack is fetched; it need not be there yet. Files are to appear in it whole.
    load : callable
        Loads it, or raises a PackError.
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
        self._fetch_process = fetch_process
        self._expected = expected
        self._seen: Seen = {}
        self._pack: Pack | None = None
        self._why = ""
        self._listed = asyncio.Event()

    @property
    def is_played(self) -> bool:
        """Whether games are played with the pack already."""
        return self._pack is not None and self._active_packs.pack.name == self._pack.name

    async def keep(self, recordings: Recordings) -> None:
        """Fetch, and play what is there, until all of it is or this is cancelled.

        Parameters
        ----------
        recordings : Recordings
            Prepares the clips that are new.
        """
        fetching = asyncio.create_task(self._fetch_process.keep())
        try:
            while not fetching.done():
                await self._try_to_grow(recordings)
                await asyncio.wait([fetching], timeout=LOOK_SECONDS if self.is_played else SOON_SECONDS)
            await self._try_to_grow(recordings)
        finally:
            fetching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await fetching

    async def until_listed(self) -> None:
        """Wait until the pack's table has been read: from then on others can read it too."""
        await self._listed.wait()

    def standing(self) -> Json:
        """How far it is, as `/readyz` tells it.

        Returns
        -------
        dict
            `clips`: how many can be played; `of`: how many there will be, None while that is not known;
            `opens_at`: with how many the game turns from the demo to them.
        """
        clips = len(self._pack.clips) if self._pack else 0
        of = _listed(self._pack) if self._pack else self._expected or None
        return {
            "state": self._fetch_process.state,
            "why": self._fetch_process.why or self._why,
            "clips": clips,
            "of": of,
            "opens_at": min(LEAST_CLIPS, of or LEAST_CLIPS),
            "played": self.is_played,
        }

    async def _try_to_grow(self, recordings: Recordings) -> None:
        try:
            await self._grow(recordings)
        except Exception:  # a folder that is being written to can show anything; the next look may go well
            log.exception("the pack in %s could not be looked at", self._folder)

    async def _grow(self, recordings: Recordings) -> None:
        self._active_packs.grows = not self._fetch_process.is_over
        before = self._active_packs.pack.clips
        await asyncio.to_thread(self.look)
        if self._pack is not None:
            self._listed.set()
        held = {clip.file for clip in before}
        await recordings.prepare(clip for clip in self._active_packs.pack.clips if clip.file not in held)

    def look(self) -> None:
        """Play what is there by now, if it is enough; takes a while, so not where players wait."""
        seen = _look(self._folder)
        pack = self._pack if seen == self._seen else self._read()
        self._seen = seen
        if pack is not None and pack is not self._active_packs.pack and self._is_enough(pack):
            self._active_packs.play(pack)
        self._pack = pack  # last: what is told of it is to be true of what is played

    def _read(self) -> Pack | None:
        try:
            pack, self._why = self._load(), ""
        except PackError as error:
            self._why = str(error)
            return self._pack
        return pack

    def _is_enough(self, pack: Pack) -> bool:
        return self._fetch_process.is_over or len(pack.clips) >= min(LEAST_CLIPS, _listed(pack))


def _listed(pack: Pack) -> int:
    return len(pack.clips) + len(pack.missing) + len(pack.unreadable)


def _look(folder: Path) -> Seen:
    """Size and time of each file that is there and whole."""
    found: Seen = {}
    for path in folder.rglob("*.*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            found[path] = status.st_size, status.st_mtime_ns
    return {path: status for path, status in found.items() if ".part" not in path.suffixes}
