"""A new pack of recordings from radio aporee's collection: searched and fetched."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tqdm import tqdm

from game.fetching.aporee_download import AporeeDownload
from game.fetching.aporee_filter import FIELDS, AporeeFilter
from game.fetching.archive import Archive
from game.fetching.archive_search import Row, search
from game.fetching.client import Client, open_client
from game.fetching.encoders import encoders
from game.fetching.errors import FetchError, Missing
from game.fetching.new_pack import NewPack
from game.fetching.recordings import RecordingDownload
from game.fetching.retry import DEFAULT_POLICY, RetryPolicy
from game.fetching.target_folder import size
from game.fetching.too_long import TooLongList
from game.geo.gazetteer import Gazetteer
from game.packs.origin import Encoding, Origin
from game.settings import Settings


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a fetch.

    Attributes
    ----------
    found : int
        Items that the search found.
    clips : int
        Clips in the pack.
    limit : int
        The most clips that were asked for.
    unwanted : Counter of str
        Items that do not match the filter, counted by reason.
    examples : dict of str to str
        For some of these reasons, an item and what it says.
    missing : dict of str to str
        Items that match and could not be fetched, and why.
    """

    found: int
    clips: int
    limit: int
    unwanted: Counter[str]
    examples: dict[str, str]
    missing: dict[str, str]

    def left_out(self) -> Iterator[str]:
        """One line for each reason why recordings were left out, with their number."""
        for why, count in self.unwanted.most_common():
            if count:
                example = f", such as {self.examples[why]}" if why in self.examples else ""
                yield f"Left out: {count:,} recordings that {why}{example}."
        if self.clips < self.limit and not self.missing:
            yield f"There are no more recordings, although you asked for {self.limit:,}."


async def fetch_aporee(
    settings: Settings,
    gazetteer: Gazetteer,
    criteria: AporeeFilter,
    folder: Path,
    encoding: Encoding | None = None,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Fetched:
    """Search the Archive, and fetch the recordings found into a pack.

    Raises
    ------
    FetchError
        When nothing more can be fetched, or the folder holds another pack.
    PackError
        When the folder's list of recordings that are too long cannot be read.
    """
    pack = NewPack(folder, Origin(str(criteria), datetime.now(UTC).date(), encoding=encoding))
    too_long = TooLongList(folder, settings.longest_seconds)
    async with open_client(settings.contact, (settings.archive, settings.agl1k), policy) as client:
        rows = await _search(client, settings.archive, criteria)
        candidates = criteria.candidates(rows)
        with encoders() as pool, _Bar(len(pack), criteria.limit) as bar:
            archive = Archive(settings.archive, client)
            recordings = RecordingDownload(archive, client, encoding, pool, too_long)
            download = AporeeDownload(recordings, gazetteer, criteria, pack, bar.arrived, bar.added)
            await download.run(candidates.keys)
    unwanted = candidates.unwanted + download.unwanted
    return Fetched(len(rows), len(pack), criteria.limit, unwanted, download.examples, download.missing)


async def _search(client: Client, archive: str, criteria: AporeeFilter) -> list[Row]:
    with tqdm(desc="Searching", unit=" recordings", disable=None) as bar:

        def listed(so_far: int, of: int) -> None:
            bar.total = of
            bar.update(so_far - bar.n)

        try:
            return await search(client, archive, criteria.search, FIELDS, listed)
        except Missing as error:
            raise FetchError(f"The Archive cannot be searched: {error}") from error


class _Bar:
    """A progress bar of clips, with the bytes that have arrived."""

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

    def added(self) -> None:
        self._bar.update()
