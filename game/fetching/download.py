"""One file brought in whole, over as many calls as it takes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2

from game.fetching import responses
from game.fetching.errors import Damaged, Missing, Unavailable
from game.fetching.partial_file import PartialFile
from game.fetching.retry import Retrier
from game.fetching.target_folder import unwritable
from game.sound.sealing import MAX_SIZE, AudioError, seal

WORTH_BYTES = 64 * 1024  # so much that came is worth asking on, however often the rest did not

Check = Callable[[Path], None]
Arrived = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a file before it is fetched.

    Attributes
    ----------
    size : int or None
        Bytes.
    md5, sha1 : str
        In hex; empty when not known.
    """

    size: int | None = None
    md5: str = ""
    sha1: str = ""


UNKNOWN = Wanted()


def recording(file: Path) -> None:
    """Check that a file is a recording that can be played.

    Raises
    ------
    Missing
    """
    try:
        seal(file)
    except AudioError as error:
        raise Missing(f"it {error}") from error


def anything(_file: Path) -> None:
    """Check nothing."""


async def download(
    client: httpx2.AsyncClient,
    retrier: Retrier,
    url: str,
    target: Path,
    wanted: Wanted = UNKNOWN,
    check: Check = anything,
    arrived: Arrived = lambda count: None,
) -> None:
    """Fetch a file: what has arrived of it is kept and gone on with, after a failure and by a later process.

    Parameters
    ----------
    target : Path
        Holds the whole file afterwards, or what it held before.
    wanted : Wanted
        What it is held to.
    check : callable
        Given the file when it is whole, before it is put into its place; raises Missing.
    arrived : callable
        Told of bytes as they arrive, what is there already included; a negative number takes some back.

    Raises
    ------
    Missing
        When it cannot be had; the sentence says why.
    FetchError
        When nothing can: no room on the disk, a server that wants to be left alone for long.
    """
    call = _Call(client, retrier, url, PartialFile(target), wanted, check, arrived)
    try:
        await retrier.retry(call.run)
    except OSError as error:
        raise unwritable(error, target) from error


class _Call:
    """The calls for one file, one after the other."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        retrier: Retrier,
        url: str,
        part: PartialFile,
        wanted: Wanted,
        check: Check,
        arrived: Arrived,
    ) -> None:
        self._client = client
        self._retrier = retrier
        self._url = url
        self._part = part
        self._wanted = wanted
        self._check = check
        self._tell = arrived
        self._told = 0

    async def run(self) -> None:
        """Ask for what is not there yet, and put it into its place if it is what was wanted."""
        had, state = self._part.arrived()
        self._arrived(had)
        try:
            if not had or had != self._wanted.size:
                async with self._retrier.slot():
                    with responses.heard(self._url):
                        await self._ask(had, state)
            await asyncio.to_thread(self._finish)
        except (Missing, Damaged):
            self._part.discard()
            self._arrived(0)
            raise

    async def _ask(self, had: int, state: str) -> None:
        headers = {"Accept-Encoding": "identity"}
        if had and state:
            headers |= {"Range": f"bytes={had}-", "If-Range": state}
        async with self._client.stream("GET", self._url, headers=headers) as reply:
            responses.check(reply)
            body = responses.body(reply)
            if body is None or body.start not in (0, had):
                raise Damaged(f"{reply.url.host} did not give the bytes that were asked for")
            if body.size is not None:
                self._compare_size(body.size)
            await self._take(reply, body)

    async def _take(self, reply: httpx2.Response, body: responses.Body) -> None:
        """Write the reply's bytes where they belong."""
        before = body.start
        self._arrived(before)
        opened = self._part.go_on() if before else self._part.begin(responses.validator(reply))
        try:
            with opened as file:
                await self._write(reply, file)
        except Damaged:
            raise
        except (Unavailable, httpx2.HTTPError) as error:
            gained = self._told - before >= WORTH_BYTES
            raise Unavailable(f"{reply.url.host} broke off ({_named(error)})", gained=gained) from error
        if body.size is not None and self._told < body.size:
            raise Unavailable(f"{reply.url.host} gave {self._told:,} of {body.size:,} bytes")

    async def _write(self, reply: httpx2.Response, file: BinaryIO) -> None:
        most = self._wanted.size or MAX_SIZE  # of what is larger no end may come
        async for chunk in self._steady(reply.aiter_raw()):
            _write_all(file, chunk)
            self._arrived(self._told + len(chunk))
            if self._told > most:
                self._compare_size(self._told)
                raise Missing(f"it is larger than {most // 1024**2} MiB")

    async def _steady(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Hand chunks on, as long as they do not come too slowly to wait for."""
        clock = asyncio.get_running_loop().time
        since, count = clock(), 0
        async for chunk in chunks:
            yield chunk
            count += len(chunk)
            if clock() - since < self._retrier.policy.crawl_seconds:
                continue
            if count < self._retrier.policy.crawl_bytes:
                raise Unavailable("its bytes crawl")
            since, count = clock(), 0

    def _finish(self) -> None:
        self._compare()
        self._check(self._part.path)
        self._part.complete()

    def _compare(self) -> None:
        self._compare_size(self._part.path.stat().st_size)
        for name, expected in (("md5", self._wanted.md5), ("sha1", self._wanted.sha1)):
            if expected and _digest(self._part.path, name) != expected.lower():
                raise Damaged(f"its bytes are others than was told ({name})")

    def _compare_size(self, size: int) -> None:
        if self._wanted.size not in (None, size):
            raise Damaged(f"it has {size:,} bytes instead of {self._wanted.size:,}")

    def _arrived(self, count: int) -> None:
        """Tell how many bytes are there by now."""
        self._tell(count - self._told)
        self._told = count


def _write_all(file: BinaryIO, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:  # a write without a buffer may take a part
        view = view[file.write(view) :]


def _digest(file: Path, name: str) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.new(name, usedforsecurity=False)).hexdigest()


def _named(error: Exception) -> str:
    return str(error) if isinstance(error, Unavailable) else type(error).__name__
