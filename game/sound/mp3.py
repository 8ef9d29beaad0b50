"""Sealing MP3: its frames, and nothing between or around them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from game.sound.infoframe import MARKS, scrubbed
from game.sound.sealed import AudioError, Piece, Span
from game.sound.tags import tag_end

_HEADER = Struct(">I").unpack_from
_MPEG1, _LAYER_III = 3, 1
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz, by version
_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG 1
_KBITS_LOW = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG 2 and 2.5
_SAME = 0xFFFE0C00  # sync, version, layer and sampling rate: the same in all frames of a stream
_LANDMARK = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]|ID3|APETAGEX")
_TAG_INSIDE = re.compile(rb"ID3[\x02-\x04]|TAG[\x20-\x7e]{8}|APETAGEX|LYRICSBEGIN")
_TEXT_ACROSS = re.compile(rb"[\x20-\x7e]{16}")


def _frame_length(head: int) -> int | None:
    """Length in bytes of a frame, from the first 23 bits of its header; None if it is not Layer III."""
    version, layer = head >> 10 & 3, head >> 8 & 3
    kbits_index, rate_index, padding = (head >> 3 & 15) - 1, head >> 1 & 3, head & 1
    if version not in _RATES or layer != _LAYER_III or rate_index == 3 or not 0 <= kbits_index < len(_KBITS):
        return None
    if version == _MPEG1:
        return 144_000 * _KBITS[kbits_index] // _RATES[version][rate_index] + padding
    return 72_000 * _KBITS_LOW[kbits_index] // _RATES[version][rate_index] + padding


_LENGTHS = {head: size for head in range(0x7FF << 12, 1 << 23) if (size := _frame_length(head))}


class _Run(NamedTuple):
    """Consecutive frames without a gap."""

    starts: list[int]
    stop: int

    def without_last(self) -> "_Run":
        return _Run(self.starts[:-1], self.starts[-1])


def seal_mp3(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the frames of MPEG 1, 2 and 2.5 Layer III bit for bit; drop everything else.

    Returns
    -------
    list of Piece
        Spans of whole frames. An info frame (Xing, Info, VBRI) that carries more than numbers is replaced
        by a cleaned copy.
    float
        Seconds, without info frames.

    Raises
    ------
    AudioError
        When there are no two consecutive frames.
    """
    pieces: list[Piece] = []
    seconds = 0.0
    for run in _runs(data, start, stop):
        info_frames = _info_frames(data, run)
        pieces += _pieces(run, info_frames)
        seconds += (len(run.starts) - len(info_frames)) * _frame_seconds(_HEADER(data, run.starts[0])[0])
    if not pieces:
        raise AudioError("holds no MP3 frames, and is not Ogg, FLAC or WAV either")
    return pieces, seconds


def _runs(data: bytes, start: int, stop: int) -> Iterator[_Run]:
    position = start
    while landmark := _LANDMARK.search(data, position, stop):
        position = landmark.start()
        run = _follow(data, position, stop)
        if run is None:
            position = tag_end(data, position, stop) or position + 1
            continue
        yield run
        position = run.stop


def _follow(data: bytes, start: int, stop: int) -> _Run | None:
    """Go from frame to frame; None unless there are at least two frames with matching headers."""
    starts = []
    if start + 4 > stop:
        return None
    position, first = start, _HEADER(data, start)[0]
    while position + 4 <= stop:
        header = _HEADER(data, position)[0]
        size = _LENGTHS.get(header >> 9)
        if size is None or (header ^ first) & _SAME or position + size > stop:
            break
        starts.append(position)
        position += size
    run = _Run(starts, position)
    if len(starts) < 2:
        return None
    return run.without_last() if position < stop and _swallows_text(data, run) else run


def _swallows_text(data: bytes, run: _Run) -> bool:
    """Whether the last frame was cut short, so that its nominal length includes a tag or text after it."""
    across = data[run.stop - 8 : run.stop + 8]
    padded = len(set(across[:8])) == 1  # encoders pad frames with the letter U
    text_across = _TEXT_ACROSS.fullmatch(across) and not padded
    return bool(text_across or _TAG_INSIDE.search(data, run.starts[-1], run.stop))


def _info_frames(data: bytes, run: _Run) -> list[tuple[Span, bytes | None]]:
    """Info frames, each with the bytes to serve in its place, or None to serve it unchanged."""
    info_frames = []
    for mark in sorted(_marks(data, run)):
        index = bisect_right(run.starts, mark)
        frame = Span(run.starts[index - 1], run.starts[index] if index < len(run.starts) else run.stop)
        original = data[frame.start : frame.stop]
        clean = scrubbed(original, mark - frame.start)
        if clean is not None:
            info_frames.append((frame, None if clean == original else clean))
    return info_frames


def _marks(data: bytes, run: _Run) -> Iterator[int]:
    for mark in MARKS:  # separate searches are three times as fast as one pattern
        position = run.starts[0]
        while (position := data.find(mark, position, run.stop)) >= 0:
            yield position
            position += 1


def _pieces(run: _Run, info_frames: list[tuple[Span, bytes | None]]) -> Iterator[Piece]:
    position = run.starts[0]
    for frame, literal in info_frames:
        if literal is None:
            continue
        if position < frame.start:
            yield Span(position, frame.start)
        yield literal
        position = frame.stop
    if position < run.stop:
        yield Span(position, run.stop)


def _frame_seconds(header: int) -> float:
    version = header >> 19 & 3
    samples = 1152 if version == _MPEG1 else 576
    return samples / _RATES[version][header >> 10 & 3]
