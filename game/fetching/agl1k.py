"""AGL1K brought in: its schema from its repository, its recordings and their credits from the Archive."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from game.fetching.agl1k_download import Agl1kDownload
from game.fetching.agl1k_plan import Order, settle
from game.fetching.archive import Archive
from game.fetching.client import Fetcher, fetching
from game.fetching.errors import FetchError, Missing
from game.fetching.retry import DEFAULT_POLICY, RetryPolicy
from game.packs import agl1k
from game.packs.table import PackError
from game.settings import Settings

SCHEMA = f"data/{agl1k.NAME}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a fetch ended.

    Attributes
    ----------
    clips : int
        How many were asked for.
    missing : dict of str to str
        Which of them are not there, and why.
    """

    clips: int
    missing: dict[str, str]


async def fetch_agl1k(
    settings: Settings, order: Order, say: Callable[[str], None] = print, policy: RetryPolicy = DEFAULT_POLICY
) -> Fetched:
    """Fetch all that is not there yet.

    Parameters
    ----------
    say : callable
        Told what is going to happen.

    Raises
    ------
    FetchError
        When nothing more can be fetched.
    PackError
        When what is in the folder already cannot be read.
    """
    async with fetching(settings.contact, policy) as fetcher:
        await fetch_schema(fetcher, settings.agl1k, order.folder)
        plan = settle(order)
        download = Agl1kDownload(Archive(settings.archive, fetcher), fetcher, plan)
        say(download.announced())
        download.check_room()
        return Fetched(len(plan.clips), await download.run())


async def fetch_schema(fetcher: Fetcher, repository: str, folder: Path) -> None:
    """Fetch AGL1K's table of clips into a folder, unless it is there.

    Raises
    ------
    FetchError
    """
    target = folder / agl1k.NAME
    if target.exists():
        return
    try:
        await fetcher.download(f"{repository}/{SCHEMA}", target, check=_schema)
    except Missing as error:
        raise FetchError(f"AGL1K's schema cannot be fetched from {repository}: {error}") from error


def _schema(file: Path) -> None:
    try:
        agl1k.read_schema(file)
    except PackError as error:
        raise Missing(f"what came is no schema of AGL1K ({error})") from error
