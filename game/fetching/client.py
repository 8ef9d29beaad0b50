"""The client that fetches: who it says it is, and what it may do at once."""

import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from game import __version__
from game.fetching import responses
from game.fetching.download import UNKNOWN, Arrived, Check, Wanted, anything, download
from game.fetching.errors import Damaged, Unavailable
from game.fetching.retry import AT_ONCE, DEFAULT_POLICY, Retrier, RetryPolicy

CONNECT_SECONDS = 20.0


class Fetcher:
    """Fetches from servers of others, with one retrier for all calls."""

    def __init__(self, client: httpx2.AsyncClient, retrier: Retrier) -> None:
        self._client = client
        self._retrier = retrier

    async def read(self, url: str) -> bytes:
        """Fetch something small, whole.

        Raises
        ------
        Missing, FetchError
        """
        return await self._retrier.retry(lambda: self._read(url))

    async def read_json(self, url: str) -> Mapping[str, Any]:
        """Fetch an object of JSON.

        Raises
        ------
        Missing, FetchError
        """

        async def call() -> Mapping[str, Any]:
            return _object(await self._read(url))

        return await self._retrier.retry(call)

    async def _read(self, url: str) -> bytes:
        async with self._retrier.slot():
            with responses.heard(url):
                reply = await self._client.get(url)
        responses.check(reply)
        if reply.status_code != 200:
            raise Unavailable(f"{reply.url.host} gave a part of what was asked for")
        content: bytes = reply.content
        return content

    async def download(
        self,
        url: str,
        target: Path,
        wanted: Wanted = UNKNOWN,
        check: Check = anything,
        arrived: Arrived = lambda count: None,
    ) -> None:
        """Fetch a file, as `game.fetching.download.download` does.

        Raises
        ------
        Missing, FetchError
        """
        await download(self._client, self._retrier, url, target, wanted, check, arrived)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise Damaged("what came is no JSON") from error
    if not isinstance(told, dict):
        raise Damaged("what came is no object of JSON")
    return told


def user_agent(contact: str) -> str:
    """What the client calls itself: program, version, purpose, and whom to write to."""
    who = "".join(letter if letter.isascii() and letter not in "()\\" else "?" for letter in contact)
    return f"Earwitness/{__version__} (audio geo-localization game; contact: {who or 'not given'})"


@asynccontextmanager
async def fetching(contact: str, policy: RetryPolicy = DEFAULT_POLICY) -> AsyncIterator[Fetcher]:
    """Open a client.

    Parameters
    ----------
    contact : str
        Whom a server's keeper can write to.
    """
    async with httpx2.AsyncClient(
        headers={"User-Agent": user_agent(contact)},
        timeout=httpx2.Timeout(policy.silence_seconds, connect=CONNECT_SECONDS, pool=None),
        limits=httpx2.Limits(max_connections=AT_ONCE),
        follow_redirects=True,
    ) as client:
        yield Fetcher(client, Retrier(policy, random.Random()))
