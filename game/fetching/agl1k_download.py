"""AGL1K's recordings on their way into the folder: those that are still missing from it."""

from contextlib import ExitStack
from functools import partial

from game.fetching.agl1k_plan import Plan
from game.fetching.archive import Archive
from game.fetching.client import Client
from game.fetching.credits import Credits
from game.fetching.encoders import encoders
from game.fetching.partial_file import PartialFile
from game.fetching.progress import Progress
from game.fetching.recordings import RecordingDownload
from game.fetching.retry import AT_ONCE
from game.fetching.target_folder import check_room, size, unwritable
from game.fetching.task_pool import TaskPool
from game.fetching.too_long import TooLongList
from game.packs import agl1k
from game.packs.clip import Clip

BYTES_A_SECOND = 27_000  # on average; AGL1K's 51.5 hours take about 5 GB
INSTEAD = "make room, ask for fewer with --clips, or for smaller copies with --mp3 64"


class Agl1kDownload:
    """Fetches the recordings of a plan that are not in its folder yet.

    Parameters
    ----------
    longest_seconds : float
        Longer recordings are missing.

    Raises
    ------
    PackError
        When the folder has a `credits.csv` or `too_long.csv` that cannot be read.
    """

    def __init__(self, archive: Archive, client: Client, plan: Plan, longest_seconds: float) -> None:
        self._archive = archive
        self._client = client
        self._plan = plan
        self._too_long = TooLongList(plan.folder, longest_seconds)
        self._credits = Credits(plan.folder / agl1k.CREDITS)
        absent = [clip for clip in plan.clips if not self._is_there(clip)]
        self._left_out = {clip.key: why for clip in absent if (why := self._too_long.why_not(clip.key))}
        self._left = [clip for clip in absent if clip.key not in self._left_out]
        chosen = {clip.key for clip in plan.clips}
        self._others = sum(place.exists() for key, place in plan.places.items() if key not in chosen)
        # Twice as many as there are calls, as half of them may be waiting for an encoder.
        self._at_once = AT_ONCE if plan.encoding is None else 2 * AT_ONCE

    def announcement(self) -> str:
        """Say what will be fetched, in a sentence."""
        left, clips = len(self._left), len(self._plan.clips) - len(self._left_out)
        others = f" {self._others:,} others are there and will not be played." if self._others else ""
        if self._left_out:
            others += f" {len(self._left_out):,} are left out, known to be too long."
        if not left:
            return f"All {clips:,} recordings are there already.{others}"
        hours = sum(clip.seconds for clip in self._left) / 3600
        amount = f"{hours:.1f} hours, about {size(sum(map(_bytes, self._left)))}"
        return (
            f"Fetching {left:,} of {clips:,} recordings into {self._plan.folder}: {amount}. "
            f"Ctrl-C stops; run the same command again to resume.{others}"
        )

    def check_room(self) -> None:
        """Check that the disk has room for the recordings.

        Raises
        ------
        FetchError
        """
        needed = sum(_bytes(clip) - self._arrived(clip) for clip in self._left)
        if self._plan.encoding is not None:
            copies = sum(clip.seconds for clip in self._left) * self._plan.encoding.kbit_s * 1000 / 8
            needed = int(copies) + sum(sorted(map(_bytes, self._left))[-self._at_once :])
        check_room(self._plan.folder, needed, INSTEAD)

    async def run(self) -> dict[str, str]:
        """Fetch them.

        Returns
        -------
        dict of str to str
            Keys of the recordings that are missing, and why.

        Raises
        ------
        FetchError
        """
        if not self._left:
            return self._left_out
        with ExitStack() as stack:
            pool = stack.enter_context(encoders())
            progress = stack.enter_context(Progress({clip.key: _bytes(clip) for clip in self._left}))
            recordings = RecordingDownload(
                self._archive, self._client, self._plan.encoding, pool, self._too_long
            )
            tasks = TaskPool(partial(self._bring, progress, recordings), progress.ended)
            await tasks.run((clip.key for clip in self._left), lambda: self._at_once)
            return self._left_out | tasks.missing

    def _is_there(self, clip: Clip) -> bool:
        return self._plan.places[clip.key].exists() and clip.key in self._credits

    def _arrived(self, clip: Clip) -> int:
        part = PartialFile(self._plan.places[clip.key]).path
        return part.stat().st_size if part.exists() else 0

    async def _bring(self, progress: Progress, recordings: RecordingDownload, key: str) -> None:
        try:
            await self._credit_and_fetch(progress, recordings, key)
        except OSError as error:
            raise unwritable(error, self._plan.places[key]) from error

    async def _credit_and_fetch(self, progress: Progress, recordings: RecordingDownload, key: str) -> None:
        name, place = self._plan.names[key], self._plan.places[key]
        item = await self._archive.item(key)
        expected = item.file(name)
        # The credit first: a recording is never there without the name of its recordist.
        self._credits.add(key, item.credit, item.licence, item.date)
        if place.exists() and (self._plan.encoding or place.stat().st_size == expected.size):
            return
        if expected.size is not None:
            progress.size(key, expected.size)
        await recordings.fetch(item, name, place, partial(progress.arrived, key))


def _bytes(clip: Clip) -> int:
    return int(clip.seconds * BYTES_A_SECOND)
