"""Sealing Ogg: the pages of a Vorbis or Opus stream, with its comments emptied."""

from collections.abc import Iterator
from typing import NamedTuple

from game.sound import ogg_length
from game.sound.ogg_pages import CONTINUED, FIXED, FULL, Page, checksum, read_pages, with_fields
from game.sound.sealed import AudioError, Piece, Span


class _Codec(NamedTuple):
    """How the first two packets of a codec begin, and an empty comment packet."""

    magic: bytes
    comments_magic: bytes
    no_comments: bytes


_VORBIS = _Codec(b"\x01vorbis", b"\x03vorbis", b"\x03vorbis" + bytes(8) + b"\x01")
_OPUS = _Codec(b"OpusHead", b"OpusTags", b"OpusTags" + bytes(8))


def seal_ogg(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the pages of the one Vorbis or Opus stream, and rewrite those that hold comments.

    A comment page is replaced rather than dropped, so that the numbers of all other pages stay correct. Pages
    whose positions are not those of their packets (a stream that begins late, or lies) get the right ones.

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
    pages = list(read_pages(data, start, stop))
    codec, serial = _audio_stream(data, pages)
    pages = [page for page in pages if page.serial == serial]
    pieces: list[Piece] = [Span(pages[0].start, pages[0].body.stop)]
    comment_pages = _comment_pages(data, codec, pages[1:])
    for page, laces in zip(pages[1:], comment_pages, strict=False):
        pieces += _emptied(data, codec, page, laces)
    length = ogg_length.measure(data, pages, is_opus=codec is _OPUS)
    rest = pages[1 + len(comment_pages) :]
    if length.granules is None:
        pieces += _joined(rest)
    else:
        for page, granule in zip(rest, length.granules[1 + len(comment_pages) :], strict=True):
            pieces += [with_fields(page, data, granule), page.body]
    return pieces, length.seconds


def renumbered(data: bytes, serial: int = 0) -> bytes:
    """The same Ogg file, with a given serial number in place of the random one that encoders choose.

    Raises
    ------
    AudioError
        When a page is damaged.
    """
    pages = read_pages(data, 0, len(data))
    number = serial.to_bytes(4, "little")
    return b"".join(
        with_fields(page, data, serial=number) + data[page.body.start : page.body.stop] for page in pages
    )


def _audio_stream(data: bytes, pages: list[Page]) -> tuple[_Codec, bytes]:
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


def _head_size(data: bytes, codec: _Codec, page: Page) -> int:
    """Bytes of the first packet: fixed, except that Opus may list its channels."""
    if codec is _VORBIS:
        return 30
    if page.body.stop - page.body.start < 19:
        return 19
    channels, family = data[page.body.start + 9], data[page.body.start + 18]
    return 21 + channels if family else 19


def _comment_pages(data: bytes, codec: _Codec, pages: list[Page]) -> list[int]:
    """How many lacing values of each page belong to the comments."""
    if not pages or not data.startswith(codec.comments_magic, pages[0].body.start):
        raise AudioError("is Ogg without its comment packet")
    counts = []
    for page in pages:
        laces = page.head[FIXED:]
        mine = next((count for count, lace in enumerate(laces, start=1) if lace < FULL), None)
        if not laces:
            raise AudioError("is Ogg with an empty page among its comments")
        counts.append(mine or len(laces))
        if mine:
            return counts
    raise AudioError("is Ogg cut short in its comments")


def _emptied(data: bytes, codec: _Codec, page: Page, mine: int) -> list[Piece]:
    """Rewrite a page: replace its first ``mine`` lacing values, and the comment bytes that they count.

    A packet that continues on the next page must fill its last lacing value, so it is padded with zeros.
    """
    laces = page.head[FIXED:]
    begins = data.startswith(codec.comments_magic, page.body.start) and not page.head[5] & CONTINUED
    continues = laces[mine - 1] == FULL
    packet = (codec.no_comments if begins else b"").ljust(FULL * continues, b"\0")
    new_laces = bytes([len(packet)]) + laces[mine:]
    rest = Span(page.body.start + sum(laces[:mine]), page.body.stop)
    head = page.head[: FIXED - 1] + bytes([len(new_laces)]) + new_laces
    check = checksum(head, packet + data[rest.start : rest.stop])
    return [head[:22] + check + head[26:] + packet, rest]


def _joined(pages: list[Page]) -> Iterator[Span]:
    """Spans of pages; adjacent pages become one span."""
    start = stop = pages[0].start if pages else 0
    for page in pages:
        if page.start != stop:
            yield Span(start, stop)
            start = page.start
        stop = page.body.stop
    if stop > start:
        yield Span(start, stop)
