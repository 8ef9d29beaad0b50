"""The HTTP client of all fetches: how it identifies itself, and what it asks for."""

import json
import random
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from game import __version__
from game.fetching import responses
from game.fetching.download import UNKNOWN, Arrived, Check, Expected, Transfer, anything
from game.fetching.errors import Damaged, Unavailable
from game.fetching.partial_file import PartialFile
from game.fetching.retry import AT_ONCE, DEFAULT_POLICY, Retrier, RetryPolicy
from game.fetching.target_folder import unwritable
from game.network.bounded_body import ACCEPT, read_body
from game.network.guarded_network import guarded_client_options

CONNECT_SECONDS = 20.0


class Client:
    """Fetches from other people's servers; all calls share one limit and one set of pauses."""

    def __init__(self, http: httpx2.AsyncClient, retrier: Retrier) -> None:
        self._http = http
        self._retrier = retrier

    async def read(self, url: str) -> bytes:
        """Fetch a small file into memory.

        Raises
        ------
        Missing, FetchError
        """
        return await self._retrier.retry(lambda: self._read(url))

    async def read_json(self, url: str) -> Mapping[str, Any]:
        """Fetch a JSON object.

        Raises
        ------
        Missing, FetchError
        """

        async def call() -> Mapping[str, Any]:
            return _object(await self._read(url))

        return await self._retrier.retry(call)

    async def _read(self, url: str) -> bytes:
        async with self._retrier.slot():
            with responses.errors_of(url):
                async with self._http.stream("GET", url, headers=ACCEPT) as response:
                    responses.check(response)
                    if response.status_code != 200:
                        raise Unavailable(f"{response.url.host} sent only a part")
                    return await read_body(response)

    async def download(
        self,
        url: str,
        target: Path,
        expected: Expected = UNKNOWN,
        check: Check = anything,
        arrived: Arrived = lambda count: None,
    ) -> None:
        """Fetch a file. A failed or interrupted download resumes mid-file, also in a later process.

        Parameters
        ----------
        target : Path
            Holds the whole file afterwards, or what it held before.
        expected : Expected
            Size and checksums that the file must have.
        check, arrived
            As for `Transfer`.

        Raises
        ------
        Missing
            When this file cannot be fetched; the message says why.
        FetchError
            When no file can be: the disk is full, or the server asks for a long pause.
        """
        part = PartialFile(target)
        transfer = Transfer(self._http, self._retrier, url, part, expected, check, arrived)
        try:
            await self._retrier.retry(transfer.run)
        except OSError as error:
            raise unwritable(error, target) from error


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise Damaged("the response is not JSON") from error
    if not isinstance(value, dict):
        raise Damaged("the response is not a JSON object")
    return value


def user_agent(contact: str) -> str:
    """Program, version, purpose and contact address."""
    who = "".join(letter if letter.isascii() and letter not in "()\\" else "?" for letter in contact)
    return f"Earwitness/{__version__} (audio geo-localization game; contact: {who or 'not given'})"


@asynccontextmanager
async def open_client(
    contact: str, named: Collection[str], policy: RetryPolicy = DEFAULT_POLICY
) -> AsyncIterator[Client]:
    """Open a client that connects to public addresses and to named hosts only.

    Parameters
    ----------
    contact : str
        Where the operators of a server can write to.
    named : collection of str
        Addresses from the settings, whose hosts may be in the host's own network.
    """
    limits = httpx2.Limits(max_connections=AT_ONCE)
    async with httpx2.AsyncClient(
        headers={"User-Agent": user_agent(contact)},
        timeout=httpx2.Timeout(policy.silence_seconds, connect=CONNECT_SECONDS, pool=None),
        limits=limits,
        **guarded_client_options([httpx2.URL(address).host for address in named], limits),
        follow_redirects=True,
    ) as http:
        yield Client(http, Retrier(policy, random.Random()))
