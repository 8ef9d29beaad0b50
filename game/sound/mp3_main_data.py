"""What the side information of MP3 frames says: whether they hold sound, and where it lies.

A frame's sound begins up to 511 bytes before the frame, in what earlier frames left over (the bit reservoir).
ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7; ISO/IEC 13818-3 for MPEG 2.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.sound.mp3_frames import MPEG1, Kind
from game.sound.sealed import Span
from game.sound.time_budget import check_time

Integers = NDArray[np.int64]

_BATCH = 1 << 14  # frames whose bits are spread out at a time
_MOST_BIG_VALUES = 288


class MainData(NamedTuple):
    """Where the sound of each frame lies.

    Attributes
    ----------
    areas, ends : ndarray of int
        Beginning and end of each frame's bytes behind its side information, in the file.
    begins, stops : ndarray of int
        Beginning and end of each frame's sound, counted in the bytes of all areas before it.
    is_valid : ndarray of bool
        Whether the side information can be that of a frame.
    """

    areas: Integers
    ends: Integers
    begins: Integers
    stops: Integers
    is_valid: NDArray[np.bool_]


def read_main_data(data: bytes, kind: Kind, starts: Integers, ends: Integers) -> MainData:
    """Read the side information of all frames, which a decoder hears one after the other."""
    whole = np.frombuffer(data, np.uint8)
    has_checksum = (whole[starts + 1] & 1) == 0
    side = starts + 4 + 2 * has_checksum
    areas = side + kind.side_bytes
    before = np.concatenate(([0], np.cumsum(np.maximum(ends - areas, 0))))
    reservoir, bits, is_valid = _side_information(whole, kind, side)
    begins = before[:-1] - reservoir
    stops = begins + (bits + 7) // 8
    is_valid &= (stops <= before[1:]) | (begins < 0)
    return MainData(areas, np.maximum(ends, areas), begins, stops, is_valid)


def impossible_frames(kind: Kind, main: MainData) -> Iterator[Span]:
    """The side information of frames in which it makes no sense."""
    for area in main.areas[~main.is_valid].tolist():
        yield Span(area - kind.side_bytes, area)


def _side_information(
    whole: NDArray[np.uint8], kind: Kind, side: Integers
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """Bytes taken from the reservoir, bits of sound, and whether the values are possible."""
    parts = [_batch(whole, kind, side[first : first + _BATCH]) for first in range(0, len(side), _BATCH)]
    reservoir, bits, is_valid = (np.concatenate(column) for column in zip(*parts, strict=True))
    return reservoir, bits, is_valid


def _batch(
    whole: NDArray[np.uint8], kind: Kind, side: Integers
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    check_time()
    places = np.minimum(side[:, None] + np.arange(kind.side_bytes), len(whole) - 1)
    bits = np.unpackbits(whole[places], axis=1)
    channels = 1 if kind.is_mono else 2
    is_mpeg1 = kind.version == MPEG1
    pointer = 9 if is_mpeg1 else 8
    head = pointer + ((5 if kind.is_mono else 3) + 4 * channels if is_mpeg1 else channels)
    each, scale = (59, 4) if is_mpeg1 else (63, 9)
    length = np.zeros(len(side), np.int64)
    is_valid = np.ones(len(side), np.bool_)
    for part in range(channels * (2 if is_mpeg1 else 1)):
        at = head + part * each
        length += _number(bits, at, 12)
        is_valid &= _number(bits, at + 12, 9) <= _MOST_BIG_VALUES
        switch = at + 29 + scale
        is_valid &= (bits[:, switch] == 0) | (_number(bits, switch + 1, 2) > 0)
    return _number(bits, 0, pointer), length, is_valid


def _number(bits: NDArray[np.uint8], at: int, size: int) -> Integers:
    powers = 1 << np.arange(size - 1, -1, -1, dtype=np.int64)
    number: Integers = bits[:, at : at + size] @ powers
    return number
