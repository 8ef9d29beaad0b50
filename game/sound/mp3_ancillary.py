"""Ancillary data of MP3 frames: what lies between one frame's sound and the next one's.

No decoder of sound reads it. Encoders fill it with a pattern or their name, but anybody may write there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count

import numpy as np

from game.sound.mp3_main_data import Integers, MainData
from game.sound.sealed import Span
from game.sound.time_budget import check_time

_LEAST_TEXT = 4  # bytes; fewer cannot name anything
_LOOKED_INTO = 1000  # stretches at least that are compared with an encoder's name; the rest counts as text


def _bits(text: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in text)


# LAME's name, which begins at any bit, and its version, as far as there is room.
_DIGIT = "0011(?:0[01]{3}|100[01])"
_VERSION = f"(?:{_bits(b'100')}|{_bits(b'10')}|{_bits(b'8')}{_DIGIT}|{_bits(b'9')}{_DIGIT})"
_PATCH = f"(?:{_bits(b'.')}(?:{_DIGIT})?)?(?:{'|'.join(map(_bits, (b'a', b'b', b'r', b' ')))})?"
_LAME = re.compile(f"{_bits(b'LAME')}(?:{_bits(b'3.')}{_VERSION}{_PATCH})?")
_FILL = re.compile("(?:01){12,}|(?:10){12,}|0{16,}|1{16,}")


def ancillary_text(data: bytes, main: MainData) -> Iterator[Span]:
    """Spans of ancillary data that could be text: all but fill bytes and the name of an encoder."""
    before = np.concatenate(([0], np.cumsum(main.ends - main.areas)))
    stops = np.where(main.is_valid, main.stops, before[1:])
    gaps_from = np.maximum(np.maximum.accumulate(stops), 0)
    gaps_to = np.append(main.begins[1:], before[-1])
    suspects, most = count(), max(_LOOKED_INTO, len(before) // 4)
    for frame in np.flatnonzero(gaps_to - gaps_from >= _LEAST_TEXT):
        check_time()
        spans = list(_in_file(main, before, int(gaps_from[frame]), int(gaps_to[frame])))
        ancillary = b"".join(data[span.start : span.stop] for span in spans)
        if not _is_fill(ancillary):
            last_of_sound = data[spans[0].start - 1 : spans[0].start]
            if next(suspects) >= most or not _is_encoders(last_of_sound + ancillary):
                yield from spans


def _in_file(main: MainData, before: Integers, begin: int, end: int) -> Iterator[Span]:
    """The places in the file of a stretch of main data, which may lie in several frames."""
    area = int(np.searchsorted(before, begin, "right")) - 1
    while begin < end:
        stop = min(end, int(before[area + 1]))
        if begin < stop:
            offset = int(main.areas[area] - before[area])
            yield Span(begin + offset, stop + offset)
        begin, area = stop, area + 1


def _is_fill(ancillary: bytes) -> bool:
    """Whether it repeats one or two bytes."""
    return len(ancillary) - sum(often for _, often in Counter(ancillary).most_common(2)) < _LEAST_TEXT


def _is_encoders(ancillary: bytes) -> bool:
    """Whether there is nothing but an encoder's name and fill bits, behind one byte of anything."""
    rest = _FILL.sub("", _LAME.sub("", _bits(ancillary)))
    return len(rest) < 8 * (1 + _LEAST_TEXT)
