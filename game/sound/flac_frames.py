"""The frames of FLAC: found by their headers, which are numbered in sequence, and checked by their CRC-16.

RFC 9639, section 9.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.sound.sealed import AudioError, Span
from game.sound.time_budget import check_time

Integers = NDArray[np.int64]

_WINDOW = 1 << 20  # bytes searched at a time
_LONGEST_HEADER = 16
_LONGEST_FRAME = 1 << 22  # bytes: 65,535 samples of 8 channels in 32 bits take half of that
_BATCH_BYTES = 1 << 22  # of frames checked together
_BATCH = 64  # frames checked together at most
_RESERVED_CHANNELS = 0xB0
_CRC8_POLYNOMIAL, _CRC16_POLYNOMIAL = 0x07, 0x8005
_SAMPLES = np.array([0, 192, *(576 << np.arange(4)), 0, 0, *(256 << np.arange(8))], np.int64)


class _Headers(NamedTuple):
    """Headers whose checksum is right: where, the frame's number or that of its first sample, its samples."""

    starts: Integers
    numbers: Integers
    samples: Integers


def find_frames(data: bytes, first: int, stop: int) -> tuple[list[int], int]:
    """Positions of the frames, and their total number of samples.

    Raises
    ------
    AudioError
        When there is no frame at ``first``.
    """
    starts: list[int] = []
    samples = expected = 0
    step_by_sample = first < len(data) - 1 and data[first + 1] == 0xF9
    for headers in _headers(data, first, stop):
        if not starts:
            if not len(headers.starts) or headers.starts[0] != first:
                break
            expected = int(headers.numbers[0])
        for start, number, size in zip(*(column.tolist() for column in headers), strict=True):
            if number == expected:
                starts.append(start)
                samples += size
                expected += size if step_by_sample else 1
    if not starts:
        raise AudioError("is FLAC without frames")
    return starts, samples


def _headers(data: bytes, first: int, stop: int) -> Iterator[_Headers]:
    whole = np.frombuffer(data, np.uint8)
    for begin in range(first, stop, _WINDOW):
        check_time()
        yield _headers_in(whole, begin, min(begin + _WINDOW, stop), stop, whole[first + 1 : first + 2])


def _headers_in(
    whole: NDArray[np.uint8], begin: int, end: int, stop: int, second: NDArray[np.uint8]
) -> _Headers:
    starts = np.flatnonzero(whole[begin : min(end, stop - 5)] == 0xFF) + begin
    starts = starts[whole[starts + 1] == second]
    third, fourth = whole[starts + 2], whole[starts + 3]
    starts = starts[(third >= 0x10) & (third & 15 < 15) & (fourth < _RESERVED_CHANNELS) & (fourth & 1 == 0)]
    places = np.minimum(starts[:, None] + np.arange(_LONGEST_HEADER), stop - 1)
    heads = whole[places].astype(np.int64)
    numbers, after = _coded_numbers(heads)
    size_code, rate_code = heads[:, 2] >> 4, heads[:, 2] & 15
    size_bytes = np.select([size_code == 6, size_code == 7], [1, 2])
    rate_bytes = np.select([rate_code == 12, (rate_code == 13) | (rate_code == 14)], [1, 2])
    ends = after + size_bytes + rate_bytes
    rows = np.arange(len(starts))
    explicit = heads[rows, np.minimum(after, 14)]
    explicit = np.where(size_bytes == 2, explicit << 8 | heads[rows, np.minimum(after + 1, 15)], explicit) + 1
    samples = np.where(size_bytes > 0, explicit, _SAMPLES[size_code])
    is_header = (numbers >= 0) & (ends < _LONGEST_HEADER)
    is_header &= starts + ends < stop
    is_header[is_header] = _crc8(heads[is_header], ends[is_header]) == 0
    return _Headers(starts[is_header], numbers[is_header], samples[is_header])


def _coded_numbers(heads: Integers) -> tuple[Integers, Integers]:
    """The numbers after the first four bytes, coded like UTF-8 in up to 36 bits; and where they end."""
    lead = heads[:, 4]
    ones = np.array([8 - (~byte & 0xFF).bit_length() for byte in range(256)])[lead]
    sizes = np.maximum(ones, 1)
    numbers = lead & (0x7F >> ones)
    for byte in range(1, 7):
        numbers = np.where(byte < sizes, numbers << 6 | heads[:, 4 + byte] & 0x3F, numbers)
    return np.where((ones == 1) | (ones == 8), -1, numbers), 4 + sizes


def _crc8(heads: Integers, ends: Integers) -> Integers:
    """Remainders of headers that include their checksum, at ``ends``."""
    table, rest = _crc8_table(), np.zeros(len(heads), np.int64)
    for place in range(_LONGEST_HEADER):
        rest = np.where(place <= ends, table[rest ^ heads[:, place]], rest)
    return rest


@cache
def _crc8_table() -> Integers:
    rest = np.arange(256)
    for _ in range(8):
        rest = np.where(rest & 0x80, rest << 1 ^ _CRC8_POLYNOMIAL, rest << 1) & 0xFF
    return rest


def check_frames(data: bytes, starts: Sequence[int], stop: int) -> None:
    """Check each frame's checksum.

    Raises
    ------
    AudioError
        When one fails: the frame is damaged, or there is other data before the next one.
    """
    whole = np.frombuffer(data, np.uint8)
    for batch in _batches([Span(*ends) for ends in zip(starts, [*starts[1:], stop], strict=True)]):
        check_time()
        for index in np.flatnonzero(_remainders(whole, batch)):
            raise _damaged(batch[int(index)])


def _damaged(frame: Span) -> AudioError:
    return AudioError(f"is FLAC with damage or foreign data in bytes {frame.start} to {frame.stop}")


def _batches(frames: Sequence[Span]) -> Iterator[list[Span]]:
    """Frames that are checked together; all of a batch take as much room as the longest one."""
    batch: list[Span] = []
    longest = 0
    for frame in frames:
        size = frame.stop - frame.start
        if size > _LONGEST_FRAME:
            raise _damaged(frame)
        if batch and (len(batch) == _BATCH or (len(batch) + 1) * max(longest, size) > _BATCH_BYTES):
            yield batch
            batch, longest = [], 0
        batch.append(frame)
        longest = max(longest, size)
    yield batch


def _remainders(whole: NDArray[np.uint8], frames: Sequence[Span]) -> NDArray[np.uint16]:
    """Divide each frame, including its checksum, by the CRC-16 polynomial; an intact frame leaves 0.

    Each frame becomes a row of 16-bit words, padded with zeros in front, which change no remainder. Then
    neighbouring words are merged (left times x to the bits of right, plus right) until a row is one word.
    """
    width = 1 << (max(frame.stop - frame.start for frame in frames) - 1).bit_length()
    rows = np.zeros((len(frames), max(width, 2)), np.uint8)
    for row, frame in zip(rows, frames, strict=True):
        row[len(row) - (frame.stop - frame.start) :] = whole[frame.start : frame.stop]
    words = rows.view(">u2").astype(np.uint16)
    for moved in _moves(words.shape[1]):
        words = moved[words[:, 0::2]] ^ words[:, 1::2]
    return words[:, 0]


def _moves(words: int) -> Iterator[NDArray[np.uint16]]:
    """Tables that multiply a remainder by x to the power of 16, 32, 64 and so on."""
    table = _by_16_bits()
    while words > 1:
        yield table
        table = table[table]
        words //= 2


@cache
def _by_16_bits() -> NDArray[np.uint16]:
    rest = np.arange(1 << 16)
    for _ in range(16):
        rest = np.where(rest & 0x8000, rest << 1 ^ _CRC16_POLYNOMIAL, rest << 1) & 0xFFFF
    return rest.astype(np.uint16)
