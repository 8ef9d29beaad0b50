"""The frames of an MP3, and nothing that stands between or around them."""

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
_SAME = 0xFFFE0C00  # sync, version, layer and sampling rate: what the frames of one stream share
_LANDMARK = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]|ID3|APETAGEX")
_TAG_INSIDE = re.compile(rb"ID3[\x02-\x04]|TAG[\x20-\x7e]{8}|APETAGEX|LYRICSBEGIN")
_TEXT_ACROSS = re.compile(rb"[\x20-\x7e]{16}")


def _frame_length(head: int) -> int | None:
    """Bytes of the frame whose header begins with these 23 bits; None when they begin no Layer III frame."""
    version, layer = head >> 10 & 3, head >> 8 & 3
    kbits_at, rate_at, padding = (head >> 3 & 15) - 1, head >> 1 & 3, head & 1
    if version not in _RATES or layer != _LAYER_III or rate_at == 3 or not 0 <= kbits_at < len(_KBITS):
        return None
    if version == _MPEG1:
        return 144_000 * _KBITS[kbits_at] // _RATES[version][rate_at] + padding
    return 72_000 * _KBITS_LOW[kbits_at] // _RATES[version][rate_at] + padding


_LENGTHS = {head: size for head in range(0x7FF << 12, 1 << 23) if (size := _frame_length(head))}


class _Run(NamedTuple):
    """Frames that follow each other without a gap."""

    starts: list[int]
    stop: int

    def without_last(self) -> "_Run":
        return _Run(self.starts[:-1], self.starts[-1])


def seal_mp3(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Find the frames of MPEG 1, 2 and 2.5 Layer III; they are served bit for bit.

    Returns
    -------
    list of Piece
        Spans of whole frames. Only an info frame (Xing, Info, VBRI) that carries more than its numbers
        becomes a literal.
    float
        Seconds, info frames not counted.

    Raises
    ------
    AudioError
        When no two frames follow each other.
    """
    pieces: list[Piece] = []
    seconds = 0.0
    for run in _runs(data, start, stop):
        info_frames = _info_frames(data, run)
        pieces += _pieces(run, info_frames)
        seconds += (len(run.starts) - len(info_frames)) * _frame_seconds(_HEADER(data, run.starts[0])[0])
    if not pieces:
        raise AudioError("holds no MP3 frames, nor is it Ogg, FLAC or WAV")
    return pieces, seconds


def _runs(data: bytes, start: int, stop: int) -> Iterator[_Run]:
    at = start
    while landmark := _LANDMARK.search(data, at, stop):
        at = landmark.start()
        run = _follow(data, at, stop)
        if run is None:
            at = tag_end(data, at, stop) or at + 1
            continue
        yield run
        at = run.stop


def _follow(data: bytes, at: int, stop: int) -> _Run | None:
    """Go from frame to frame; None unless two headers that agree follow each other."""
    starts = []
    if at + 4 > stop:
        return None
    first = _HEADER(data, at)[0]
    while at + 4 <= stop:
        header = _HEADER(data, at)[0]
        size = _LENGTHS.get(header >> 9)
        if size is None or (header ^ first) & _SAME or at + size > stop:
            break
        starts.append(at)
        at += size
    run = _Run(starts, at)
    if len(starts) < 2:
        return None
    return run.without_last() if at < stop and _swallows(data, run) else run


def _swallows(data: bytes, run: _Run) -> bool:
    """Whether the last frame was cut short, so that what was put behind it stands inside its length."""
    across = data[run.stop - 8 : run.stop + 8]
    padded = len(set(across[:8])) == 1  # encoders fill frames with U's
    text_across = _TEXT_ACROSS.fullmatch(across) and not padded
    return bool(text_across or _TAG_INSIDE.search(data, run.starts[-1], run.stop))


def _info_frames(data: bytes, run: _Run) -> list[tuple[Span, bytes | None]]:
    """Frames of numbers about the stream, each with what is to be served instead, if it may not stay."""
    found = []
    for mark in sorted(_marks(data, run)):
        index = bisect_right(run.starts, mark)
        frame = Span(run.starts[index - 1], run.starts[index] if index < len(run.starts) else run.stop)
        as_it_is = data[frame.start : frame.stop]
        clean = scrubbed(as_it_is, mark - frame.start)
        if clean is not None:
            found.append((frame, None if clean == as_it_is else clean))
    return found


def _marks(data: bytes, run: _Run) -> Iterator[int]:
    for mark in MARKS:  # one search each: three times as fast as a pattern of them all
        at = run.starts[0]
        while (at := data.find(mark, at, run.stop)) >= 0:
            yield at
            at += 1


def _pieces(run: _Run, info_frames: list[tuple[Span, bytes | None]]) -> Iterator[Piece]:
    at = run.starts[0]
    for frame, literal in info_frames:
        if literal is None:
            continue
        if at < frame.start:
            yield Span(at, frame.start)
        yield literal
        at = frame.stop
    if at < run.stop:
        yield Span(at, run.stop)


def _frame_seconds(header: int) -> float:
    version = header >> 19 & 3
    samples = 1152 if version == _MPEG1 else 576
    return samples / _RATES[version][header >> 10 & 3]
