"""Bodies read into memory, at most so many bytes, packed or not."""

import zlib
from collections.abc import AsyncIterator

import httpx2

from game.fetching.errors import Damaged, Missing

MOST_BYTES = 16 * 1024**2  # the longest page of a search has about two million
ENCODINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
ACCEPT = {"Accept-Encoding": "gzip, deflate"}


async def read_body(response: httpx2.Response, most: int = MOST_BYTES) -> bytes:
    """Read a response's body, unpacked.

    Raises
    ------
    Missing
        When it is larger than ``most`` bytes, or packed in a way that was not asked for.
    Damaged
        When it cannot be unpacked.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", *ENCODINGS):
        raise Missing(f"{response.url.host} packed it as {encoding[:40]}, which was not asked for")
    body = bytearray()
    chunks = response.aiter_raw()
    async for chunk in _unpacked(chunks, ENCODINGS[encoding], most) if encoding in ENCODINGS else chunks:
        body += chunk
        if len(body) > most:
            raise Missing(f"it is larger than {most // 1024**2} MiB")
    return bytes(body)


async def _unpacked(chunks: AsyncIterator[bytes], window: int, most: int) -> AsyncIterator[bytes]:
    """Unpack without ever holding more than a little over ``most`` bytes."""
    unpacker, is_first = zlib.decompressobj(window), True
    try:
        async for chunk in chunks:
            if is_first and window == zlib.MAX_WBITS and not _has_zlib_header(chunk):
                unpacker = zlib.decompressobj(-window)  # some servers send deflate without its header
            is_first = False
            yield unpacker.decompress(chunk, most + 1)
            if unpacker.unconsumed_tail:
                raise Missing(f"it is larger than {most // 1024**2} MiB")
        yield unpacker.flush()
    except zlib.error as error:
        raise Damaged(f"it cannot be unpacked ({error})") from error
    if not (is_first or unpacker.eof):
        raise Damaged("it ends in the middle")


def _has_zlib_header(chunk: bytes) -> bool:
    return len(chunk) > 1 and chunk[0] & 15 == 8 and (chunk[0] << 8 | chunk[1]) % 31 == 0
