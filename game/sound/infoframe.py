"""The info frame of an MP3, which counts the frames that follow: Xing, Info and VBRI."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from game.sound.mp3_frames import Kind, frame_bytes

_MARKS = (b"Xing", b"Info", b"VBRI")
_VBRI_START = 36  # bytes into any kind of frame
_LAME = re.compile(rb"(?:LAME|L3\.|Lavf|Lavc|GOGO)[0-9. abr]*[\0U]*")
_TEXT = re.compile(rb"[\x20-\x7e]{6}")
_LAME_NAME, _LAME_NUMBERS = 9, 27  # bytes
# Sizes of the fields frames, bytes, table of contents and quality; a flag tells whether each is present.
_XING_SIZES = (4, 4, 100, 4)
_TOC_BIT = 2
_TOC_SIZE = 100
_EVEN_TOC = bytes(256 * percent // 100 for percent in range(_TOC_SIZE))
_VBRI_FIXED = 26  # bytes before its table
_XING = b"Xing\0\0\0\x07"  # with frames, bytes and table of contents
_CLOSE = 1 / 16  # share by which a size may be wrong; players trust the counts up to there


def find_info_frames(data: bytes, kind: Kind, starts: NDArray[np.int64]) -> dict[int, int]:
    """The info frames among frames: their indexes, each with the place of the mark in the frame."""
    whole = np.frombuffer(data, np.uint8)
    wanted = np.array([int.from_bytes(mark) for mark in _MARKS])
    found: dict[int, int] = {}
    for place in {4 + kind.side_bytes, 6 + kind.side_bytes, _VBRI_START}:
        inside = starts[starts + place + 4 <= len(whole)]
        words = sum(whole[inside + place + byte].astype(np.int64) << 24 - 8 * byte for byte in range(4))
        found |= {int(index): place for index in np.flatnonzero(np.isin(words, wanted))}
    return found


def counts_agree(frame: bytes, mark: int, frames: int, size: int) -> bool:
    """Whether an info frame counts the frames and bytes that there are; what it leaves out agrees."""
    if frame.startswith(b"VBRI", mark):
        said_frames, said_size = _word(frame, mark + 14), _word(frame, mark + 10)
    else:
        flags, fields = frame[mark + 7], mark + 8
        if not flags & 1:
            return False
        said_frames = _word(frame, fields)
        said_size = _word(frame, fields + 4) if flags & 2 else size
    return abs(said_frames - frames) <= 1 and abs(said_size - size) <= _CLOSE * size


def new_info_frame(header: int, kind: Kind, sizes: Sequence[int]) -> bytes:
    """An info frame for the frames with these sizes, the first of which has this header."""
    needed = 4 + kind.side_bytes + len(_XING) + 8 + _TOC_SIZE
    heads = (header & ~0xF200 | 0x10000 | index << 12 for index in range(1, 15))  # no checksum, no padding
    head = next(head for head in heads if frame_bytes(head) >= needed)
    length = frame_bytes(head)
    ends = np.concatenate(([length], length + np.cumsum(sizes)))
    at_percent = ends[np.arange(_TOC_SIZE) * len(sizes) // _TOC_SIZE]
    toc = bytes((256 * at_percent // ends[-1]).astype(np.uint8))
    counts = len(sizes).to_bytes(4) + int(ends[-1]).to_bytes(4)
    return (head.to_bytes(4) + bytes(kind.side_bytes) + _XING + counts + toc).ljust(length, b"\0")


def _word(frame: bytes, start: int) -> int:
    return int.from_bytes(frame[start : start + 4])


def scrubbed(frame: bytes, mark: int) -> bytes | None:
    """Keep the header and numbers of an info frame, and the encoder's name if it is a known one.

    Parameters
    ----------
    frame : bytes
        One whole frame.
    mark : int
        Position of one of `MARKS` in it.

    Returns
    -------
    bytes or None
        Of the same length; None when the mark is not where an info frame has it.

    Notes
    -----
    Decoders never play this frame, but browsers need its counts to seek. Everything else in it could be text.
    Fields: http://gabriel.mp3-tech.org/mp3infotag.html (Xing, LAME) and Fraunhofer's VBRI.
    """
    if frame.startswith(b"VBRI", mark):
        return _blank_except(frame, mark, _vbri_end(frame, mark)) if mark == _VBRI_START else None
    if mark not in _xing_positions(frame) or mark + 8 > len(frame):
        return None
    flags, fields = frame[mark + 7], mark + 8
    toc = fields + sum(_XING_SIZES[bit] for bit in range(_TOC_BIT) if flags >> bit & 1)
    lame = fields + sum(size for bit, size in enumerate(_XING_SIZES) if flags >> bit & 1)
    clean = _blank_except(frame, mark, _lame_end(frame, lame))
    return _with_rising_toc(clean, toc) if flags >> _TOC_BIT & 1 else clean


def _blank_except(frame: bytes, start: int, stop: int) -> bytes:
    """Zero everything but the frame's header and the bytes from ``start`` to ``stop``."""
    kept = frame[start:stop]
    return frame[:4] + bytes(start - 4) + kept + bytes(len(frame) - start - len(kept))


def _xing_positions(frame: bytes) -> tuple[int, int]:
    """After the side information, without or with a checksum before it."""
    is_mpeg1, is_mono = frame[1] & 0x08, frame[3] >> 6 == 3
    side_bytes = (17 if is_mono else 32) if is_mpeg1 else (9 if is_mono else 17)
    return 4 + side_bytes, 6 + side_bytes


def _lame_end(frame: bytes, start: int) -> int:
    """End of the encoder's own fields; or ``start``, their beginning, when they are not valid."""
    name = frame[start : start + _LAME_NAME]
    numbers = frame[start + _LAME_NAME : start + _LAME_NAME + _LAME_NUMBERS]
    is_valid = _LAME.fullmatch(name) and not _TEXT.search(numbers)
    return start + _LAME_NAME + len(numbers) if is_valid else start


def _with_rising_toc(frame: bytes, start: int) -> bytes:
    """Replace a table of contents that is not sorted by an even one: positions in a file only rise."""
    toc = frame[start : start + _TOC_SIZE]
    if list(toc) == sorted(toc):
        return frame
    return frame[:start] + _EVEN_TOC[: len(toc)] + frame[start + len(toc) :]


def _vbri_end(frame: bytes, start: int) -> int:
    entries = int.from_bytes(frame[start + 18 : start + 20])
    entry_bytes = int.from_bytes(frame[start + 22 : start + 24])
    return start + _VBRI_FIXED + entries * entry_bytes
