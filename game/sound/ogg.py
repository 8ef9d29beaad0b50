"""Sealing Ogg: the pages of a Vorbis or Opus stream, with its comments emptied."""

import zlib
from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from game.sound.sealed import AudioError, Piece, Span

_FIXED = 27  # bytes of a page's header before its lacing values
_CONTINUED, _FIRST = 1, 2  # flags
_FULL = 255  # a lacing value: the packet continues after these bytes
_SWAP = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_OPUS_RATE = 48_000  # Hz, whatever the recording had


class _Page(NamedTuple):
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
        return bool(self.head[5] & _FIRST)


class _Codec(NamedTuple):
    """How the first two packets of a codec begin, and an empty comment packet."""

    magic: bytes
    comments_magic: bytes
    no_comments: bytes


_VORBIS = _Codec(b"\x01vorbis", b"\x03vorbis", b"\x03vorbis" + bytes(8) + b"\x01")
_OPUS = _Codec(b"OpusHead", b"OpusTags", b"OpusTags" + bytes(8))


def seal_ogg(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the pages of the one Vorbis or Opus stream, and rewrite those that hold comments.

    A comment page is replaced rather than dropped, so that the numbers of all other pages stay correct.

    Returns
    -------
    list of Piece
        Spans of pages, and the rewritten parts of comment pages.
    float
        Seconds.

    Raises
    ------
    AudioError
        When a page is damaged, or the file holds another codec, several recordings or none.
    """
    pages = list(_pages(data, start, stop))
    codec, serial = _audio_stream(data, pages)
    pages = [page for page in pages if page.serial == serial]
    pieces: list[Piece] = [Span(pages[0].start, pages[0].body.stop)]
    comment_pages = _comment_pages(data, codec, pages[1:])
    for page, laces in zip(pages[1:], comment_pages, strict=False):
        pieces += _emptied(data, codec, page, laces)
    pieces += _joined(pages[1 + len(comment_pages) :])
    return pieces, _seconds(data, codec, pages)


def renumbered(data: bytes, serial: int = 0) -> bytes:
    """The same Ogg file, with a given serial number in place of the random one that encoders choose.

    Raises
    ------
    AudioError
        When a page is damaged.
    """
    pages = _pages(data, 0, len(data))
    return b"".join(_with_serial(page, data, serial.to_bytes(4, "little")) for page in pages)


def _with_serial(page: _Page, data: bytes, serial: bytes) -> bytes:
    body = data[page.body.start : page.body.stop]
    head = page.head[:14] + serial + page.head[18:]
    return head[:22] + _checksum(head, body) + head[26:] + body


def _pages(data: bytes, start: int, stop: int) -> Iterator[_Page]:
    position = start
    while (position := data.find(b"OggS", position, stop)) >= 0:
        fixed_end = position + _FIXED
        head = data[position : fixed_end + (data[fixed_end - 1] if fixed_end <= stop else 0)]
        body = Span(position + len(head), position + len(head) + sum(head[_FIXED:]))
        if len(head) < _FIXED or body.stop > stop:
            return  # the last page was cut short
        if _checksum(head, data[body.start : body.stop]) != head[22:26]:
            raise AudioError(f"is Ogg damaged in bytes {position} to {body.stop}")
        yield _Page(head, body)
        position = body.stop


def _checksum(head: bytes, body: bytes) -> bytes:
    """CRC-32 of a page. Unlike zlib's, it takes the bits of each byte in reverse and is not inverted."""
    blank = head[:22] + bytes(4) + head[26:]
    inverted = zlib.crc32(body.translate(_SWAP), zlib.crc32(blank.translate(_SWAP), 0xFFFFFFFF))
    return (inverted ^ 0xFFFFFFFF).to_bytes(4).translate(_SWAP)


def _audio_stream(data: bytes, pages: list[_Page]) -> tuple[_Codec, bytes]:
    """Find the one audio stream among the streams that begin the file."""
    beginnings = [page for page in pages if page.begins_stream]
    if beginnings != pages[: len(beginnings)]:
        raise AudioError("is Ogg with several recordings one after the other: save it as one")
    audio = [
        (codec, page)
        for page in beginnings
        for codec in (_VORBIS, _OPUS)
        if data.startswith(codec.magic, page.body.start)
    ]
    if len(audio) != 1:
        raise AudioError("is Ogg with no, or more than one, stream of Vorbis or Opus")
    codec, page = audio[0]
    if page.body.stop - page.body.start != _head_size(data, codec, page) or page.head[26] != 1:
        raise AudioError("is Ogg whose first page is malformed")
    return codec, page.serial


def _head_size(data: bytes, codec: _Codec, page: _Page) -> int:
    """Bytes of the first packet: fixed, except that Opus may list its channels."""
    if codec is _VORBIS:
        return 30
    if page.body.stop - page.body.start < 19:
        return 19
    channels, family = data[page.body.start + 9], data[page.body.start + 18]
    return 21 + channels if family else 19


def _comment_pages(data: bytes, codec: _Codec, pages: list[_Page]) -> list[int]:
    """How many lacing values of each page belong to the comments."""
    if not pages or not data.startswith(codec.comments_magic, pages[0].body.start):
        raise AudioError("is Ogg without its comment packet")
    counts = []
    for page in pages:
        laces = page.head[_FIXED:]
        mine = next((count for count, lace in enumerate(laces, start=1) if lace < _FULL), None)
        if not laces:
            raise AudioError("is Ogg with an empty page among its comments")
        counts.append(mine or len(laces))
        if mine:
            return counts
    raise AudioError("is Ogg cut short in its comments")


def _emptied(data: bytes, codec: _Codec, page: _Page, mine: int) -> list[Piece]:
    """Rewrite a page: replace its first ``mine`` lacing values, and the comment bytes that they count.

    A packet that continues on the next page must fill its last lacing value, so it is padded with zeros.
    """
    laces = page.head[_FIXED:]
    begins = data.startswith(codec.comments_magic, page.body.start) and not page.head[5] & _CONTINUED
    continues = laces[mine - 1] == _FULL
    packet = (codec.no_comments if begins else b"").ljust(_FULL * continues, b"\0")
    new_laces = bytes([len(packet)]) + laces[mine:]
    rest = Span(page.body.start + sum(laces[:mine]), page.body.stop)
    head = page.head[: _FIXED - 1] + bytes([len(new_laces)]) + new_laces
    checksum = _checksum(head, packet + data[rest.start : rest.stop])
    return [head[:22] + checksum + head[26:] + packet, rest]


def _joined(pages: list[_Page]) -> Iterator[Span]:
    """Spans of pages; adjacent pages become one span."""
    start = stop = pages[0].start if pages else 0
    for page in pages:
        if page.start != stop:
            yield Span(start, stop)
            start = page.start
        stop = page.body.stop
    if stop > start:
        yield Span(start, stop)


def _seconds(data: bytes, codec: _Codec, pages: list[_Page]) -> float:
    head = pages[0].body.start
    last = max(page.granule for page in pages)
    if codec is _OPUS:
        last, rate = last - unpack_from("<H", data, head + 10)[0], _OPUS_RATE
    else:
        rate = unpack_from("<I", data, head + 12)[0]
    if last <= 0 or not rate:
        raise AudioError("is Ogg without sound")
    return last / rate
