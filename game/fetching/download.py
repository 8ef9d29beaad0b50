"""One file downloaded whole, over as many calls as it takes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import httpx2

from game.fetching import responses
from game.fetching.errors import Damaged, Missing, TooLong, Unavailable
from game.fetching.partial_file import PartialFile
from game.fetching.retry import Retrier
from game.packs.longest import too_long
from game.sound.sealing import MAX_SIZE, AudioError, seal

WORTH_BYTES = 64 * 1024  # a call that brought so many does not count as one more failure in a row

Check = Callable[[Path], None]
Arrived = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a file before it is downloaded.

    Attributes
    ----------
    size : int or None
        Bytes.
    md5, sha1 : str
        In hex; empty when unknown.
    """

    size: int | None = None
    md5: str = ""
    sha1: str = ""


UNKNOWN = Expected()


def recording(file: Path, longest_seconds: float) -> None:
    """Check that a file is a recording that can be played, and not too long.

    Raises
    ------
    Missing
    """
    try:
        seconds = seal(file).seconds
    except AudioError as error:
        raise Missing(f"it {error}") from error
    if why_not := too_long(seconds, longest_seconds):
        raise TooLong(f"it {why_not}", seconds)


def anything(_file: Path) -> None:
    """Accept every file."""


@dataclass
class Transfer:
    """The calls for one file; each resumes where the last one stopped.

    Attributes
    ----------
    part : PartialFile
        Keeps the bytes between calls and between processes.
    check : callable
        Called with the whole file before it is put in its place; raises Missing to reject it.
    arrived : callable
        Called with the bytes that arrive, those of earlier processes included; a negative number takes some
        back.
    """

    http: httpx2.AsyncClient
    retrier: Retrier
    url: str
    part: PartialFile
    expected: Expected
    check: Check
    arrived: Arrived
    _count: int = field(default=0, init=False)

    async def run(self) -> None:
        """Request the bytes that are not here yet, and put the file in its place once it is whole and right.

        Raises
        ------
        Missing, Unavailable
        OSError
            When the file cannot be written.
        """
        held, version = self.part.arrived()
        self._report(held)
        try:
            if not held or held != self.expected.size:
                async with self.retrier.slot():
                    with responses.errors_of(self.url):
                        await self._request(held, version)
            await asyncio.to_thread(self._finish)
        except (Missing, Damaged):
            self.part.discard()
            self._report(0)
            raise

    async def _request(self, held: int, version: str) -> None:
        headers = {"Accept-Encoding": "identity"}
        if held and version:
            headers |= {"Range": f"bytes={held}-", "If-Range": version}
        async with self.http.stream("GET", self.url, headers=headers) as response:
            responses.check(response)
            body = responses.body(response)
            if body is None or body.start not in (0, held):
                raise Damaged(f"{response.url.host} sent another range than requested")
            if body.size is not None:
                self._compare_size(body.size)
            await self._receive(response, body)

    async def _receive(self, response: httpx2.Response, body: responses.Body) -> None:
        self._report(body.start)
        host = response.url.host
        opened = self.part.resume() if body.start else self.part.begin(responses.validator(response))
        try:
            with opened as file:
                await self._write(response, file)
        except Damaged:
            raise
        except (Unavailable, httpx2.HTTPError) as error:
            gained = self._count - body.start >= WORTH_BYTES
            why = error if isinstance(error, Unavailable) else type(error).__name__
            raise Unavailable(f"{host} broke off ({why})", gained=gained) from error
        if body.size is not None and self._count < body.size:
            raise Unavailable(f"{host} sent {self._count:,} of {body.size:,} bytes")

    async def _write(self, response: httpx2.Response, file: BinaryIO) -> None:
        most = self.expected.size or MAX_SIZE  # an endless body must not fill the disk
        async for chunk in self._fast_enough(response.aiter_raw()):
            _write_all(file, chunk)
            self._report(self._count + len(chunk))
            if self._count > most:
                self._compare_size(self._count)
                raise Missing(f"it is larger than {most // 1024**2} MiB")

    async def _fast_enough(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pass chunks on; fail when fewer bytes come than the policy waits for."""
        clock, policy = asyncio.get_running_loop().time, self.retrier.policy
        since, count = clock(), 0
        async for chunk in chunks:
            yield chunk
            count += len(chunk)
            if clock() - since < policy.crawl_seconds:
                continue
            if count < policy.crawl_bytes:
                raise Unavailable("too slow")
            since, count = clock(), 0

    def _finish(self) -> None:
        self._compare_size(self.part.path.stat().st_size)
        for name, digest in (("md5", self.expected.md5), ("sha1", self.expected.sha1)):
            if digest and _digest(self.part.path, name) != digest.lower():
                raise Damaged(f"its checksum ({name}) does not match")
        self.check(self.part.path)
        self.part.complete()

    def _compare_size(self, size: int) -> None:
        if self.expected.size not in (None, size):
            raise Damaged(f"it has {size:,} bytes instead of {self.expected.size:,}")

    def _report(self, count: int) -> None:
        """Report the bytes held by now."""
        self.arrived(count - self._count)
        self._count = count


def _write_all(file: BinaryIO, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:  # an unbuffered write may take only a part
        view = view[file.write(view) :]


def _digest(file: Path, name: str) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.new(name, usedforsecurity=False)).hexdigest()
