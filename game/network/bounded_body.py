"""Bodies read into memory, at most so many bytes, packed or not."""

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx2

from game.network.errors import DamagedBody, TooLarge, Unacceptable

MOST_BYTES = 16 * 1024**2  # the longest page of a search has about two million
REDIRECT_BYTES = 1024**2  # the client reads the bodies of redirects, too
ACCEPT = {"Accept-Encoding": "gzip, deflate"}
_ENCODINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class _Unpacker:
    """Unpacks a body chunk by chunk, without ever holding more than a little over ``most`` bytes.

    Raises
    ------
    Unacceptable
        When the body is packed in a way that was not asked for.
    """

    def __init__(self, response: httpx2.Response, most: int) -> None:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity", *_ENCODINGS):
            raise Unacceptable(f"{response.url.host} packed it as {encoding[:40]}, which was not asked for")
        self._window = _ENCODINGS.get(encoding)
        self._zlib = zlib.decompressobj(self._window) if self._window else None
        self._is_first = True
        self._most, self._count = most, 0

    def feed(self, chunk: bytes) -> bytes:
        """Unpack the next chunk.

        Raises
        ------
        TooLarge, DamagedBody
        """
        if self._zlib is not None:
            chunk = self._unpack(chunk)
        self._count += len(chunk)
        if self._count > self._most or (self._zlib is not None and self._zlib.unconsumed_tail):
            raise TooLarge(f"it is larger than {_size(self._most)}")
        return chunk

    def _unpack(self, chunk: bytes) -> bytes:
        assert self._window is not None and self._zlib is not None
        if self._is_first and self._window == zlib.MAX_WBITS and not _has_zlib_header(chunk):
            self._zlib = zlib.decompressobj(-self._window)  # some servers send deflate without its header
        self._is_first = False
        try:
            return self._zlib.decompress(chunk, self._most + 1)
        except zlib.error as error:
            raise DamagedBody(f"it cannot be unpacked ({error})") from error

    def finish(self) -> None:
        """Check that the body is whole.

        Raises
        ------
        DamagedBody
        """
        if self._zlib is not None and not (self._is_first or self._zlib.eof):
            raise DamagedBody("it ends in the middle")


class _AsyncBounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, unpacker: _Unpacker) -> None:
        self._stream = stream
        self._unpacker = unpacker

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield self._unpacker.feed(chunk)
        self._unpacker.finish()

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, unpacker: _Unpacker) -> None:
        self._stream = stream
        self._unpacker = unpacker

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            yield self._unpacker.feed(chunk)
        self._unpacker.finish()

    def close(self) -> None:
        self._stream.close()


def bound(response: httpx2.Response, most: int) -> None:
    """Let a response's body, when it is read, be at most ``most`` bytes, unpacked.

    Raises
    ------
    Unacceptable
        When it is packed in a way that was not asked for. `TooLarge` and `DamagedBody` come with reading.
    """
    unpacker = _Unpacker(response, most)
    response.headers.pop("content-encoding", None)
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _AsyncBounded(response.stream, unpacker)
    else:
        response.stream = _Bounded(response.stream, unpacker)


def bounding(most: int | None = None) -> Callable[[httpx2.Response], Awaitable[None]]:
    """A client's hook that bounds all bodies, or without ``most`` only those of redirects."""

    async def hook(response: httpx2.Response) -> None:
        if response.has_redirect_location:
            bound(response, REDIRECT_BYTES)
        elif most is not None:
            bound(response, most)

    return hook


def bound_redirect(response: httpx2.Response) -> None:
    """The same hook for a synchronous client, for redirects only."""
    if response.has_redirect_location:
        bound(response, REDIRECT_BYTES)


async def read_body(response: httpx2.Response, most: int = MOST_BYTES) -> bytes:
    """Read a response's body, unpacked.

    Raises
    ------
    Unacceptable
        When it is larger than ``most`` bytes, or packed in a way that was not asked for.
    DamagedBody
        When it cannot be unpacked.
    """
    bound(response, most)
    return await response.aread()


def _size(count: int) -> str:
    return f"{count // 1024**2} MiB" if count >= 1024**2 else f"{count:,} bytes"


def _has_zlib_header(chunk: bytes) -> bool:
    return len(chunk) > 1 and chunk[0] & 15 == 8 and (chunk[0] << 8 | chunk[1]) % 31 == 0
