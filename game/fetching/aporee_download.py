"""Recordings of radio aporee's collection, fetched until a pack has as many as were asked for."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

from game.fetching.aporee_filter import AporeeFilter
from game.fetching.archive import Item, text
from game.fetching.catalogue_place import find_place
from game.fetching.catalogue_text import Point
from game.fetching.errors import Missing, Unwanted
from game.fetching.new_pack import DATE, NewPack
from game.fetching.recordings import RecordingDownload
from game.fetching.retry import AT_ONCE
from game.fetching.task_pool import TaskPool
from game.geo.gazetteer import Gazetteer

UNKNOWN_CREDIT, UNKNOWN_LICENCE = "radio aporee contributor", "see source"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # how the Archive names its items


class AporeeDownload:
    """Fetches recordings into a pack.

    Parameters
    ----------
    arrived : callable
        Called with the bytes that arrive; a negative number takes some back.
    added : callable
        Called for each recording added to the pack.
    """

    def __init__(
        self,
        recordings: RecordingDownload,
        gazetteer: Gazetteer,
        criteria: AporeeFilter,
        pack: NewPack,
        arrived: Callable[[int], None] = lambda count: None,
        added: Callable[[], None] = lambda: None,
    ) -> None:
        self._recordings = recordings
        self._gazetteer = gazetteer
        self._criteria = criteria
        self._pack = pack
        self._arrived = arrived
        self._added = added
        self._tasks = TaskPool(self._bring, self._ended)

    @property
    def unwanted(self) -> Counter[str]:
        """Items that turned out not to match, counted by reason."""
        return self._tasks.unwanted

    @property
    def examples(self) -> dict[str, str]:
        """By reason, an item that did not match and what it says."""
        return self._tasks.examples

    @property
    def missing(self) -> dict[str, str]:
        """Items that match and could not be fetched, and why."""
        return self._tasks.missing

    async def run(self, keys: Iterable[str]) -> None:
        """Try items in order, a few at once, until the pack has as many clips as the filter's limit.

        Which clips these are does not depend on which arrives first: an item is tried only when the ones
        before it cannot fill the pack.

        Raises
        ------
        FetchError
            When nothing more can be fetched.
        """
        new = (key for key in keys if key not in self._pack and _KEY.fullmatch(key))
        await self._tasks.run(new, lambda: min(AT_ONCE, self._criteria.limit - len(self._pack)))

    def _ended(self, _key: str, done: bool) -> None:
        if done:
            self._added()

    async def _bring(self, key: str) -> None:
        if why_not := self._recordings.too_long.why_not(key):
            raise Missing(why_not)
        item = await self._recordings.archive.item(key)
        place = find_place(item.metadata)
        point = place.point
        if point is None:
            raise Unwanted(place.why_not, place.written)
        if why_not := self._criteria.why_not(point, item.licence):
            raise Unwanted(why_not)
        target = self._target(key)
        if not target.exists():
            await self._recordings.fetch(item, _recording(item), target, self._arrived)
        self._pack.add(self._row(item, point, target))

    def _target(self, key: str) -> Path:
        encoding = self._recordings.encoding
        return self._pack.audio / f"{key}.{encoding.kind if encoding else 'mp3'}"

    def _row(self, item: Item, point: Point, file: Path) -> dict[str, object]:
        lat, lon = point
        return {
            **asdict(self._gazetteer.place(lat, lon)),
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


def _recording(item: Item) -> str:
    """Name the largest of an item's MP3 files: the copies that the Archive makes are smaller."""
    files = {name: file for name, file in item.files.items() if name.lower().endswith(".mp3")}
    if not files:
        raise Missing("the item holds no MP3")
    return max(sorted(files), key=lambda name: files[name].size or 0)
