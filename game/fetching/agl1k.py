"""AGL1K: its table of clips from its repository, its recordings and credits from the Internet Archive."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from game.fetching.agl1k_download import Agl1kDownload
from game.fetching.agl1k_plan import Request, make_plan
from game.fetching.archive import Archive
from game.fetching.client import Client, open_client
from game.fetching.errors import FetchError, Missing
from game.fetching.retry import DEFAULT_POLICY, RetryPolicy
from game.packs import agl1k
from game.packs.table import PackError
from game.settings import Settings

SCHEMA = f"data/{agl1k.NAME}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a fetch.

    Attributes
    ----------
    clips : int
        How many were requested.
    missing : dict of str to str
        Which of them could not be fetched, and why.
    """

    clips: int
    missing: dict[str, str]


async def fetch_agl1k(
    settings: Settings,
    request: Request,
    say: Callable[[str], None] = print,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Fetched:
    """Fetch whatever is not in the folder yet.

    Parameters
    ----------
    say : callable
        Called with a sentence that announces what will be fetched.

    Raises
    ------
    FetchError
        When nothing more can be fetched.
    PackError
        When the folder's files cannot be read.
    """
    async with open_client(settings.contact, (settings.archive, settings.agl1k), policy) as client:
        await fetch_schema(client, settings.agl1k, request.folder)
        plan = make_plan(request)
        download = Agl1kDownload(Archive(settings.archive, client), client, plan, settings.longest_seconds)
        say(download.announcement())
        download.check_room()
        return Fetched(len(plan.clips), await download.run())


async def fetch_schema(client: Client, repository: str, folder: Path) -> None:
    """Fetch AGL1K's table of clips, unless the folder has it.

    Raises
    ------
    FetchError
    """
    target = folder / agl1k.NAME
    if target.exists():
        return
    try:
        await client.download(f"{repository}/{SCHEMA}", target, check=_check_schema)
    except Missing as error:
        raise FetchError(f"AGL1K's schema cannot be fetched from {repository}: {error}") from error


def _check_schema(file: Path) -> None:
    try:
        agl1k.read_schema(file)
    except PackError as error:
        raise Missing(f"the file is not AGL1K's schema ({error})") from error
