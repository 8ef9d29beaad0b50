"""A new pack of recordings of radio aporee's collection: searched for, brought in, told of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tqdm import tqdm

from game.fetching.aporee_download import Collector, Means
from game.fetching.aporee_filter import FIELDS, AporeeFilter
from game.fetching.archive import Archive
from game.fetching.archive_search import Row, search
from game.fetching.client import Fetcher, fetching
from game.fetching.encoders import workers
from game.fetching.errors import FetchError, Missing
from game.fetching.new_pack import NewPack
from game.fetching.retry import DEFAULT_POLICY, RetryPolicy
from game.fetching.target_folder import size
from game.geo.gazetteer import Gazetteer
from game.packs.origin import Encoding, Origin
from game.settings import Settings


@dataclass(frozen=True, slots=True)
class Fetched:
    """How it ended.

    Attributes
    ----------
    found : int
        Items that the search found.
    clips : int
        How many are in the pack.
    limit : int
        How many might have been.
    refused : Counter of str
        Items that were not wanted, by the reason.
    missing : dict of str to str
        Items that were wanted and cannot be had, and why.
    """

    found: int
    clips: int
    limit: int
    refused: Counter[str]
    missing: dict[str, str]

    def left_out(self) -> Iterator[str]:
        """Say how many were found and not taken, and why."""
        for why, count in self.refused.most_common():
            if count:
                yield f"Left out: {count:,} recordings that {why}."
        if self.clips < self.limit and not self.missing:
            yield f"There are no more, though {self.limit:,} were wished for."


async def fetch_aporee(
    settings: Settings,
    gazetteer: Gazetteer,
    wish: AporeeFilter,
    folder: Path,
    encoding: Encoding | None = None,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Fetched:
    """Search, and bring what was found into a pack.

    Raises
    ------
    FetchError
        When nothing more can be fetched, or the folder holds something else.
    """
    pack = NewPack(folder, Origin(str(wish), datetime.now(UTC).date(), encoding=encoding))
    async with fetching(settings.contact, policy) as fetcher:
        rows = await _search(fetcher, settings.archive, wish)
        candidates = wish.candidates(rows)
        with workers() as encoders, _Bar(len(pack), wish.limit) as bar:
            archive = Archive(settings.archive, fetcher)
            means = Means(archive, fetcher, gazetteer, encoding, encoders)
            collector = Collector(means, wish, pack, bar.arrived, bar.came)
            await collector.collect(candidates.keys)
    return Fetched(
        len(rows), len(pack), wish.limit, candidates.refused + collector.refused, collector.missing
    )


async def _search(fetcher: Fetcher, archive: str, wish: AporeeFilter) -> list[Row]:
    with tqdm(desc="Searching", unit=" recordings", disable=None) as bar:

        def found(so_far: int, of: int) -> None:
            bar.total = of
            bar.update(so_far - bar.n)

        try:
            return await search(fetcher, archive, wish.search, FIELDS, found)
        except Missing as error:
            raise FetchError(f"The Archive cannot be searched: {error}") from error


class _Bar:
    """A bar of clips, with the bytes that have come for them."""

    def __init__(self, clips: int, limit: int) -> None:
        self._bytes = 0
        self._bar = tqdm(desc="Fetching", total=limit, initial=clips, unit=" clips", disable=None)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def arrived(self, count: int) -> None:
        """Count bytes; a negative number takes some back."""
        self._bytes += count
        self._bar.set_postfix_str(size(self._bytes))

    def came(self) -> None:
        """Count a clip."""
        self._bar.update()
