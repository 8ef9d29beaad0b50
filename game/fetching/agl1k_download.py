"""The recordings that are still to come, and their way into the folder."""

from concurrent.futures import Executor
from contextlib import ExitStack
from functools import partial

from game.fetching.agl1k_plan import Plan
from game.fetching.archive import Archive
from game.fetching.client import Fetcher
from game.fetching.credits import Credits
from game.fetching.download import recording
from game.fetching.encoders import ORIGINAL, encode, workers
from game.fetching.partial_file import ENDING
from game.fetching.progress import Progress
from game.fetching.retry import AT_ONCE
from game.fetching.target_folder import check_room, size, unwritable
from game.fetching.task_pool import TaskPool
from game.packs import agl1k
from game.packs.clip import Clip

BYTES_A_SECOND = 27_000  # on average; AGL1K's 51.5 hours take about 5 GB
INSTEAD = "make room, ask for fewer with --clips, or for smaller copies with --mp3 64"


class Agl1kDownload:
    """Brings the recordings of a plan that are not there yet.

    Raises
    ------
    PackError
        When `credits.csv` is there and cannot be read.
    """

    def __init__(self, archive: Archive, fetcher: Fetcher, plan: Plan) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._encoding = plan.encoding
        self._folder = plan.folder
        self._plan = plan
        self._credits = Credits(plan.folder / agl1k.CREDITS)
        self._left = [clip for clip in plan.clips if not self._is_there(clip)]
        wanted = {clip.key for clip in plan.clips}
        self._others = sum(place.exists() for key, place in plan.places.items() if key not in wanted)
        # With those that are being encoded there are more at once than there are calls.
        self._at_once = AT_ONCE if plan.encoding is None else 2 * AT_ONCE

    def announced(self) -> str:
        """Say what is going to be fetched."""
        left, clips = len(self._left), len(self._plan.clips)
        others = f" {self._others:,} others are there, and will not be played." if self._others else ""
        if not left:
            return f"All {clips:,} recordings are there already.{others}"
        hours = sum(clip.seconds for clip in self._left) / 3600
        amount = f"{hours:.1f} hours, about {size(sum(map(_bytes, self._left)))}"
        return (
            f"{left:,} of {clips:,} recordings are to be fetched into {self._folder}: {amount}. "
            f"Ctrl-C stops, the same command goes on.{others}"
        )

    def check_room(self) -> None:
        """Look whether what is to come has room.

        Raises
        ------
        FetchError
        """
        needed = sum(_bytes(clip) - self._arrived(clip) for clip in self._left)
        if self._encoding is not None:
            copies = sum(clip.seconds for clip in self._left) * self._encoding.kbit_s * 1000 / 8
            needed = int(copies) + sum(sorted(map(_bytes, self._left))[-self._at_once :])
        check_room(self._folder, needed, INSTEAD)

    async def run(self) -> dict[str, str]:
        """Fetch them.

        Returns
        -------
        dict of str to str
            Keys of those that are missing, and why.

        Raises
        ------
        FetchError
        """
        if not self._left:
            return {}
        with ExitStack() as stack:
            encoders = stack.enter_context(workers())
            progress = stack.enter_context(Progress({clip.key: _bytes(clip) for clip in self._left}))
            tasks = TaskPool(partial(self._bring, progress, encoders), progress.ended)
            await tasks.run((clip.key for clip in self._left), self._at_once)
            return tasks.missing

    def _is_there(self, clip: Clip) -> bool:
        return self._plan.places[clip.key].exists() and clip.key in self._credits

    def _arrived(self, clip: Clip) -> int:
        place = self._plan.places[clip.key]
        part = place.with_name(place.name + ENDING)
        return part.stat().st_size if part.exists() else 0

    async def _bring(self, progress: Progress, pool: Executor, key: str) -> None:
        try:
            await self._credit_and_fetch(progress, pool, key)
        except OSError as error:
            raise unwritable(error, self._plan.places[key]) from error

    async def _credit_and_fetch(self, progress: Progress, pool: Executor, key: str) -> None:
        place = self._plan.places[key]
        item = await self._archive.item(key)
        wanted = item.file(self._plan.names[key])
        # The credit first: no recording is ever there without the name of who made it.
        self._credits.add(key, item.credit, item.licence, item.date)
        if place.exists() and (self._encoding or place.stat().st_size == wanted.size):
            return
        if wanted.size is not None:
            progress.size(key, wanted.size)
        address = self._archive.file_address(key, self._plan.names[key])
        arrived = partial(progress.arrived, key)
        if self._encoding is None:
            await self._fetcher.download(address, place, wanted, recording, arrived)
            return
        original = place.with_suffix(ORIGINAL)
        if not original.exists():
            await self._fetcher.download(address, original, wanted, recording, arrived)
        await encode(pool, original, place, self._encoding)


def _bytes(clip: Clip) -> int:
    return int(clip.seconds * BYTES_A_SECOND)
