"""The pages of an Ogg file: RFC 3533."""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from game.sound.sealed import AudioError, Span
from game.sound.time_budget import check_time

FIXED = 27  # bytes of a page's header before its lacing values
CONTINUED, FIRST = 1, 2  # flags
FULL = 255  # a lacing value: the packet continues after these bytes
NO_GRANULE = -1  # of a page on which no packet ends
_SWAP = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """A page of the file: its header, including lacing values, and its body."""

    head: bytes
    body: Span

    @property
    def start(self) -> int:
        return self.body.start - len(self.head)

    @property
    def serial(self) -> bytes:
        return self.head[14:18]

    @property
    def granule(self) -> int:
        return int.from_bytes(self.head[6:14], "little", signed=True)

    @property
    def begins_stream(self) -> bool:
        return bool(self.head[5] & FIRST)


def read_pages(data: bytes, start: int, stop: int) -> Iterator[Page]:
    """The whole pages, in order; the last one may be cut short, and is then left out.

    Raises
    ------
    AudioError
        When a page is damaged, or the time budget is used up.
    """
    position = start
    while (position := data.find(b"OggS", position, stop)) >= 0:
        check_time()
        fixed_end = position + FIXED
        head = data[position : fixed_end + (data[fixed_end - 1] if fixed_end <= stop else 0)]
        body = Span(position + len(head), position + len(head) + sum(head[FIXED:]))
        if len(head) < FIXED or body.stop > stop:
            return  # the last page was cut short
        if checksum(head, data[body.start : body.stop]) != head[22:26]:
            raise AudioError(f"is Ogg damaged in bytes {position} to {body.stop}")
        yield Page(head, body)
        position = body.stop


def checksum(head: bytes, body: bytes) -> bytes:
    """CRC-32 of a page. Unlike zlib's, it takes the bits of each byte in reverse and is not inverted."""
    blank = head[:22] + bytes(4) + head[26:]
    inverted = zlib.crc32(body.translate(_SWAP), zlib.crc32(blank.translate(_SWAP), 0xFFFFFFFF))
    return (inverted ^ 0xFFFFFFFF).to_bytes(4).translate(_SWAP)


def with_fields(page: Page, data: bytes, granule: int | None = None, serial: bytes | None = None) -> bytes:
    """A page's header with another position or serial number, and the checksum that belongs to it."""
    head = page.head
    if granule is not None:
        head = head[:6] + granule.to_bytes(8, "little", signed=True) + head[14:]
    if serial is not None:
        head = head[:14] + serial + head[18:]
    return head[:22] + checksum(head, data[page.body.start : page.body.stop]) + head[26:]
