"""Recordings of radio aporee's collection, brought in until there are as many as were wished for."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from game.fetching.aporee_filter import NO_PLACE, AporeeFilter
from game.fetching.archive import Archive, Item, text
from game.fetching.client import Fetcher
from game.fetching.coordinates import Point, point_of
from game.fetching.download import recording
from game.fetching.encoders import ORIGINAL, encode
from game.fetching.errors import FetchError, Missing, Silence
from game.fetching.new_pack import DATE, NewPack
from game.fetching.retry import AT_ONCE
from game.fetching.task_pool import SILENT_IN_A_ROW
from game.geo.gazetteer import Gazetteer
from game.packs.origin import Encoding

UNKNOWN_CREDIT, UNKNOWN_LICENCE = "radio aporee contributor", "see source"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # how the Archive names its items


class Refused(Exception):
    """An item that is not wanted, once all is known of it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What recordings are brought in with.

    Attributes
    ----------
    encoding : Encoding or None
        How they are encoded again; None to leave them as they are.
    encoders : Executor
        Where that is done.
    """

    archive: Archive
    fetcher: Fetcher
    gazetteer: Gazetteer
    encoding: Encoding | None
    encoders: Executor


class Collector:
    """Brings recordings into a pack.

    Parameters
    ----------
    arrived : callable
        Told of bytes as they arrive; a negative number takes some back.
    came : callable
        Called for each recording that is in the pack.

    Attributes
    ----------
    refused : Counter of str
        How many items were not wanted after all, and why.
    missing : dict of str to str
        Items that were wanted and cannot be had, and why.
    """

    def __init__(
        self,
        means: Means,
        wish: AporeeFilter,
        pack: NewPack,
        arrived: Callable[[int], None] = lambda count: None,
        came: Callable[[], None] = lambda: None,
    ) -> None:
        self._means = means
        self._wish = wish
        self._pack = pack
        self._arrived = arrived
        self._came = came
        self._silent = 0
        self.refused: Counter[str] = Counter()
        self.missing: dict[str, str] = {}

    async def collect(self, keys: Iterable[str]) -> None:
        """Look into items in their order, a few at once, until the pack has as many clips as were wished for.

        Which clips these are does not hang on which of them arrives first: an item is looked into only once
        those before it are sure not to suffice.

        Raises
        ------
        FetchError
            When nothing more can be fetched.
        """
        under_way: set[asyncio.Task[None]] = set()
        try:
            for key in keys:
                if key in self._pack or not _KEY.fullmatch(key):
                    continue
                while under_way and len(under_way) >= min(AT_ONCE, self._wanted()):
                    under_way = await _next(under_way)
                if self._wanted() <= 0:
                    break
                under_way.add(asyncio.create_task(self._try(key)))
            while under_way:
                under_way = await _next(under_way)
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _wanted(self) -> int:
        return self._wish.limit - len(self._pack)

    async def _try(self, key: str) -> None:
        try:
            await self._bring(key)
        except Refused as why:
            self.refused[str(why)] += 1
        except Missing as error:
            self._note(key, error)
        else:
            self._silent = 0
            self._came()

    def _note(self, key: str, error: Missing) -> None:
        self.missing[key] = str(error)
        self._silent = self._silent + 1 if isinstance(error, Silence) else 0
        if self._silent >= SILENT_IN_A_ROW:
            raise FetchError(f"Nobody answers any more: {error}. Run the same command again to go on")

    async def _bring(self, key: str) -> None:
        item = await self._means.archive.item(key)
        point = point_of(item.metadata)
        if point is None:
            raise Refused(NO_PLACE)
        if why_not := self._wish.why_not(point, item.licence):
            raise Refused(why_not)
        target = self._target(key)
        if not target.exists():
            await self._fetch(item, target)
        self._pack.add(self._row(item, point, target))

    def _target(self, key: str) -> Path:
        kind = self._means.encoding.kind if self._means.encoding else "mp3"
        return self._pack.audio / f"{key}.{kind}"

    async def _fetch(self, item: Item, target: Path) -> None:
        name = _recording(item)
        address, wanted = self._means.archive.file_address(item.key, name), item.file(name)
        if self._means.encoding is None:
            await self._means.fetcher.download(address, target, wanted, recording, self._arrived)
            return
        original = self._pack.audio / f"{item.key}{ORIGINAL}"
        if not original.exists():
            await self._means.fetcher.download(address, original, wanted, recording, self._arrived)
        await encode(self._means.encoders, original, target, self._means.encoding)

    def _row(self, item: Item, point: Point, file: Path) -> dict[str, object]:
        lat, lon = point
        return {
            **asdict(self._means.gazetteer.place(lat, lon)),
            "key": item.key,
            "file": file.name,
            "lat": lat,
            "lon": lon,
            "title": text(item.metadata, "title"),
            "description": text(item.metadata, "description"),
            "credit": item.credit or UNKNOWN_CREDIT,
            "licence": item.licence or UNKNOWN_LICENCE,
            "source": f"https://archive.org/details/{quote(item.key)}",
            DATE: item.date,
        }


async def _next(under_way: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until one is done; what it raised is raised here."""
    done, rest = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return rest


def _recording(item: Item) -> str:
    """The largest of an item's MP3 files: those that the Archive made of it are smaller."""
    files = {name: wanted for name, wanted in item.files.items() if name.lower().endswith(".mp3")}
    if not files:
        raise Missing("the item holds no MP3")
    return max(sorted(files), key=lambda name: files[name].size or 0)
