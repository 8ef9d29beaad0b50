"""Finding the frames of MPEG 1, 2 and 2.5 Layer III: runs of them, without a gap inside."""

import re
from functools import cache
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.sound.sealed import AudioError
from game.sound.tags import tag_end
from game.sound.time_budget import check_time

_HEADER = Struct(">I").unpack_from
MPEG1, _LAYER_III, _MONO = 3, 1, 3
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz, by version
_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG 1
_KBITS_LOW = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG 2 and 2.5
_SAME = 0xFFFE0C00  # sync, version, layer and sampling rate: the same in all frames of a stream
_WINDOW = 1 << 20  # bytes searched at a time
_CHECKED_EVERY = 1 << 12  # frames
_MOST_PIECES = 5_000  # runs and tags: no recording is broken so often
_TAG = re.compile(rb"ID3[\x02-\x04][^\xff].[\x00-\x7f]{4}|APETAGEX", re.DOTALL)
_TAG_INSIDE = re.compile(rb"ID3[\x02-\x04]|TAG[\x20-\x7e]{8}|APETAGEX|LYRICSBEGIN")
_TEXT_ACROSS = re.compile(rb"[\x20-\x7e]{16}")


class Run(NamedTuple):
    """Consecutive frames without a gap, all of one version and sampling rate."""

    starts: list[int]
    stop: int

    def without_last(self) -> "Run":
        return Run(self.starts[:-1], self.starts[-1])


class Kind(NamedTuple):
    """What all frames of a stream share."""

    version: int
    rate: int
    is_mono: bool

    @property
    def samples(self) -> int:
        """Samples a channel in a frame."""
        return 1152 if self.version == MPEG1 else 576

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    @property
    def side_bytes(self) -> int:
        """Size of the side information behind the header and its checksum."""
        if self.version == MPEG1:
            return 17 if self.is_mono else 32
        return 9 if self.is_mono else 17


def frame_bytes(header: int) -> int:
    """Length of a frame from its header; 0 if that is not one of Layer III."""
    version, layer, rate_index = header >> 19 & 3, header >> 17 & 3, header >> 10 & 3
    kbits_index, padding = (header >> 12 & 15) - 1, header >> 9 & 1
    is_known = version in _RATES and layer == _LAYER_III and rate_index != 3
    if header >> 21 != 0x7FF or not is_known or not 0 <= kbits_index < len(_KBITS):
        return 0
    if version == MPEG1:
        return 144_000 * _KBITS[kbits_index] // _RATES[version][rate_index] + padding
    return 72_000 * _KBITS_LOW[kbits_index] // _RATES[version][rate_index] + padding


def kind_of(header: int) -> Kind:
    """The kind of a frame with this header, which must be valid."""
    version = header >> 19 & 3
    return Kind(version, _RATES[version][header >> 10 & 3], header >> 6 & 3 == _MONO)


def find_runs(data: bytes, start: int, stop: int) -> tuple[list[Run], int]:
    """Find all runs of at least two frames, outside of tags.

    Returns
    -------
    list of Run
    int
        Bytes of the tags between them.

    Raises
    ------
    AudioError
        When there are more runs or tags than a recording ever has.
    """
    runs: list[Run] = []
    position, skipped, tags = start, 0, 0
    pairs = _Pairs(data, start, stop)
    while len(runs) + tags < _MOST_PIECES:
        check_time()
        pair = pairs.next_from(position)
        tag = _TAG.search(data, position, min(pair + 10, stop))
        if tag and tag.start() < pair and (end := tag_end(data, tag.start(), stop)):
            skipped, tags, position = skipped + end - tag.start(), tags + 1, end
        elif tag and tag.start() < pair:
            position, tags = tag.start() + 1, tags + 1
        elif pair >= stop:
            return runs, skipped
        else:
            run = _follow(data, pair, stop)
            position = run.stop
            runs.append(run)
    raise AudioError("is broken into too many pieces to be an MP3")


class _Pairs:
    """Places where a frame is followed by another one of the same kind, found window by window."""

    def __init__(self, data: bytes, start: int, stop: int) -> None:
        self._bytes = np.frombuffer(data, np.uint8)
        self._stop = stop
        self._searched = start
        self._found = np.empty(0, np.int64)

    def next_from(self, position: int) -> int:
        """The first such place at ``position`` or after it; the end of the data when there is none."""
        while True:
            index = int(np.searchsorted(self._found, position))
            if index < len(self._found):
                return int(self._found[index])
            check_time()
            begin = max(self._searched, position)
            if begin >= self._stop:
                return self._stop
            self._searched = min(begin + _WINDOW, self._stop)
            self._found = self._search(begin, self._searched)

    def _search(self, begin: int, end: int) -> NDArray[np.int64]:
        window = self._bytes[begin : min(end, self._stop - 4)]
        starts = np.flatnonzero(window == 0xFF) + begin
        index, sizes = self._sizes(starts)
        starts, index, sizes = starts[sizes > 0], index[sizes > 0], sizes[sizes > 0]
        fits = starts + sizes + 4 <= self._stop
        starts, index = starts[fits], index[fits]
        following = starts + sizes[fits]
        next_index, next_sizes = self._sizes(following)
        is_pair = (self._bytes[following] == 0xFF) & (next_sizes > 0) & ((index ^ next_index) & 0xF06 == 0)
        found: NDArray[np.int64] = starts[is_pair]
        return found

    def _sizes(self, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The bits of each header that tell its frame's size, and that size; 0 for what is no header."""
        second, third = self._bytes[starts + 1].astype(np.int64), self._bytes[starts + 2]
        index = (second & 0x1F) << 7 | third >> 1
        return index, np.where(second >= 0xE0, _sizes()[index], 0)


@cache
def _sizes() -> NDArray[np.int64]:
    """Frame sizes by the twelve bits that follow the sync."""
    return np.array([frame_bytes(0x7FF << 21 | index << 9) for index in range(1 << 12)], np.int64)


def _follow(data: bytes, start: int, stop: int) -> Run:
    """Go from frame to frame, to the end of the last whole one."""
    starts: list[int] = []
    position, first, sizes = start, _HEADER(data, start)[0], _size_by_head()
    while position + 4 <= stop:
        header = _HEADER(data, position)[0]
        size = sizes.get(header >> 9, 0)
        if not size or (header ^ first) & _SAME or position + size > stop:
            break
        if len(starts) % _CHECKED_EVERY == 0:
            check_time()
        starts.append(position)
        position += size
    run = Run(starts, position)
    return run.without_last() if position < stop and _swallows_text(data, run) else run


@cache
def _size_by_head() -> dict[int, int]:
    """Frame sizes by the first 23 bits of a header."""
    heads = (0x7FF << 12 | index for index in range(1 << 12))
    return {head: size for head in heads if (size := frame_bytes(head << 9))}


def _swallows_text(data: bytes, run: Run) -> bool:
    """Whether the last frame was cut short, so that its nominal length includes a tag or text after it."""
    across = data[run.stop - 8 : run.stop + 8]
    padded = len(set(across[:8])) == 1  # encoders pad frames with the letter U
    text_across = _TEXT_ACROSS.fullmatch(across) and not padded
    return bool(text_across or _TAG_INSIDE.search(data, run.starts[-1], run.stop))
