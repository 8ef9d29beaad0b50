"""A recording on its way from the Internet Archive into a pack, re-encoded if the host asked for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from game.fetching.archive import Archive, Item
from game.fetching.client import Client
from game.fetching.download import recording
from game.fetching.encoders import encode
from game.fetching.errors import TooLong
from game.fetching.too_long import TooLongList
from game.packs.origin import Encoding
from game.sibling_files import beside

# Ending of a recording not yet re-encoded. By `.mp3` libsndfile recognises one that begins with damage.
ORIGINAL = ".original.mp3"


@dataclass(frozen=True, slots=True)
class RecordingDownload:
    """Fetches recordings.

    Attributes
    ----------
    encoding : Encoding or None
        How to re-encode recordings; None keeps them as published.
    encoders : Executor
        Re-encodes.
    too_long : TooLongList
        Longer recordings are missing, and noted there.
    """

    archive: Archive
    client: Client
    encoding: Encoding | None
    encoders: Executor
    too_long: TooLongList

    async def fetch(self, item: Item, name: str, target: Path, arrived: Callable[[int], None]) -> None:
        """Bring an item's file to its place.

        Parameters
        ----------
        target : Path
            Where the recording goes, named after its encoding.
        arrived : callable
            Called with the bytes that arrive; a negative number takes some back.

        Raises
        ------
        Missing, FetchError
        """
        try:
            await self._fetch(item, name, target, arrived)
        except TooLong as error:
            self.too_long.add(item.key, error.seconds)
            raise

    async def _fetch(self, item: Item, name: str, target: Path, arrived: Callable[[int], None]) -> None:
        check = partial(recording, longest_seconds=self.too_long.longest_seconds)
        url, expected = self.archive.file_address(item.key, name), item.file(name)
        if self.encoding is None:
            await self.client.download(url, target, expected, check, arrived)
            return
        original = beside(target.with_suffix(""), ORIGINAL)
        if original.exists():
            await asyncio.to_thread(check, original)
        else:
            await self.client.download(url, original, expected, check, arrived)
        await encode(self.encoders, original, target, self.encoding)
