"""How much sound the packets of an Ogg stream hold, whatever its pages say.

Vorbis I specification, 1.3.2, 4.2.4 and 4.3.8; RFC 6716, 3.1 and RFC 7845, 4 for Opus.
"""

from collections.abc import Iterator
from itertools import accumulate
from struct import unpack_from
from typing import NamedTuple

from game.sound.ogg_pages import CONTINUED, FIXED, FULL, NO_GRANULE, Page
from game.sound.sealed import AudioError, Span
from game.sound.time_budget import check_time

_OPUS_RATE = 48_000  # Hz, whatever the recording had
_OPUS_SAMPLES = (480, 960, 1920, 2880) * 3 + (480, 960) * 2 + (120, 240, 480, 960) * 4  # by configuration
_MOST_EMPTY = 1000  # packets without a byte, which no encoder writes
_MODE_BITS, _MOST_MODES = 41, 64


class Length(NamedTuple):
    """The length of a stream, and the right position for each page, unless they all have it."""

    seconds: float
    granules: list[int] | None


class _Packet(NamedTuple):
    """A packet: the number of the page that it ends on, and its bytes."""

    page: int
    spans: list[Span]


def measure(data: bytes, pages: list[Page], is_opus: bool) -> Length:
    """Add up the packets' samples, and compare them with the pages' positions.

    Parameters
    ----------
    pages : list of Page
        All pages of one stream, its headers included.

    Raises
    ------
    AudioError
        When there is no sound, or the headers cannot be read.
    """
    head = pages[0].body.start
    rate = _OPUS_RATE if is_opus else unpack_from("<I", data, head + 12)[0]
    if not rate:
        raise AudioError("is Ogg without a sampling rate")
    counts = [0] * len(pages)
    for page, samples in _opus_packets(data, pages) if is_opus else _vorbis_packets(data, pages):
        counts[page] += samples
    skipped = unpack_from("<H", data, head + 10)[0] if is_opus else 0
    granules = _granules(pages, counts, is_opus)
    samples = max(granules) - skipped
    if samples <= 0:
        raise AudioError("is Ogg without sound")
    is_right = granules == [page.granule for page in pages]
    return Length(samples / rate, None if is_right else granules)


def _granules(pages: list[Page], counts: list[int], is_opus: bool) -> list[int]:
    """The position at the end of each page: sound may be cut at both ends, by less than a page."""
    totals = list(accumulate(counts))
    timed = [index for index, page in enumerate(pages) if counts[index] and page.granule != NO_GRANULE]
    cut_before = cut_behind = 0
    if len(timed) > 1:
        offset, *others = {pages[index].granule - totals[index] for index in timed[:-1]}
        if not others:
            cut_behind = totals[timed[-1]] + offset - pages[timed[-1]].granule
        if not others and not is_opus and 0 < -offset <= totals[timed[0]]:
            cut_before = -offset
    elif timed:
        cut_behind = totals[timed[0]] - pages[timed[0]].granule
    right = [
        NO_GRANULE if page.granule == NO_GRANULE and not count else max(total - cut_before, 0)
        for page, count, total in zip(pages, counts, totals, strict=True)
    ]
    if timed and timed[-1] == len(pages) - 1 and 0 < cut_behind <= counts[-1]:
        right[-1] -= cut_behind
    return right


def _packets(data: bytes, pages: list[Page]) -> Iterator[_Packet]:
    """The packets behind the first page, without those of which a part is missing."""
    spans: list[Span] = []
    empty, is_whole = 0, True
    for number, page in enumerate(pages[1:], start=1):
        check_time()
        if not page.head[5] & CONTINUED:
            spans, is_whole = [], True
        elif not spans:
            is_whole = False
        begin = position = page.body.start
        for lace in page.head[FIXED:]:
            position += lace
            if lace == FULL:
                continue
            empty += begin == position and not spans
            if is_whole:
                yield _Packet(number, [*spans, Span(begin, position)])
            spans, is_whole, begin = [], True, position
        if empty > _MOST_EMPTY:
            raise AudioError("is Ogg with more empty packets than an encoder writes")
        if begin < position:
            spans.append(Span(begin, position))


def _first_bytes(data: bytes, packet: _Packet) -> bytes:
    first = packet.spans[0]
    head = data[first.start : min(first.start + 2, first.stop)]
    if len(head) < 2 and len(packet.spans) > 1:
        second = packet.spans[1]
        head += data[second.start : min(second.start + 1, second.stop)]
    return head


def _opus_packets(data: bytes, pages: list[Page]) -> Iterator[tuple[int, int]]:
    """The page and the samples of each packet behind the comments."""
    packets = _packets(data, pages)
    next(packets, None)
    for packet in packets:
        head = _first_bytes(data, packet)
        if head:
            code = head[0] & 3
            frames = (1, 2, 2, head[1] & 0x3F if len(head) > 1 else 0)[code]
            yield packet.page, frames * _OPUS_SAMPLES[head[0] >> 3]


def _vorbis_packets(data: bytes, pages: list[Page]) -> Iterator[tuple[int, int]]:
    """The page and the samples of each packet behind comments and set-up; blocks overlap by half."""
    packets = _packets(data, pages)
    next(packets, None)
    setup = next(packets, None)
    if setup is None:
        return
    sizes = data[pages[0].body.start + 28]
    blocks = 1 << (sizes & 15), 1 << (sizes >> 4)
    modes = _modes(b"".join(data[span.start : span.stop] for span in setup.spans))
    mask = (1 << (len(modes) - 1).bit_length()) - 1
    before = 0
    for packet in packets:
        head = _first_bytes(data, packet)
        mode = head[0] >> 1 & mask if head else len(modes)
        if not head or head[0] & 1 or mode >= len(modes):
            continue
        block = blocks[modes[mode]]
        yield packet.page, (before + block) // 4 if before else 0
        before = block


def _modes(setup: bytes) -> list[int]:
    """Which of the two block sizes each mode has. The modes end the set-up, so it is read from its end."""
    bits = int.from_bytes(setup, "little")
    end = bits.bit_length() - 1  # the framing bit
    found: list[int] = []
    count = 0
    while end >= _MODE_BITS + 6 and len(found) < _MOST_MODES:
        mode = bits >> end - _MODE_BITS & (1 << _MODE_BITS) - 1
        block, types, mapping = mode & 1, mode >> 1 & 0xFFFF_FFFF, mode >> 33
        if types or mapping >= _MOST_MODES:
            break
        found.insert(0, block)
        end -= _MODE_BITS
        if (bits >> end - 6 & 0x3F) + 1 == len(found):
            count = len(found)
    if not count:
        raise AudioError("is Ogg Vorbis whose set-up cannot be read")
    return found[-count:]
