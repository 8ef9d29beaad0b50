"""The frames of a FLAC file behind its stream information alone."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.sound.sealed import AudioError, Piece, Span

_STREAMINFO, _STREAMINFO_SIZE = 0, 34
_SYNC = re.compile(rb"\xff[\xf8\xf9]", re.DOTALL)
_BATCH = 64  # frames checked together
_CRC8_POLYNOMIAL, _CRC16_POLYNOMIAL = 0x07, 0x8005


class _Header(NamedTuple):
    """What a frame says of itself: its number (or that of its first sample), and its samples."""

    number: int
    samples: int
    by_sample: bool

    @property
    def next_number(self) -> int:
        return self.number + (self.samples if self.by_sample else 1)


def seal_flac(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Leave of the metadata the stream information only, and of the rest the frames.

    Returns
    -------
    list of Piece
        A header of our own and the span of the frames.
    float
        Seconds.

    Raises
    ------
    AudioError
        When a frame's checksum fails, so that it is damaged or something stands before the next.
    """
    info, first = _stream_info(data, start, stop)
    starts, samples = _frames(data, first, stop)
    _check(data, [Span(*ends) for ends in zip(starts, [*starts[1:], stop], strict=True)])
    rate = int.from_bytes(info[10:13]) >> 4
    if not rate:
        raise AudioError("is FLAC whose sampling rate is missing")
    last_block = 0x80 | _STREAMINFO
    head = b"fLaC" + bytes([last_block]) + _STREAMINFO_SIZE.to_bytes(3) + info
    return [head, Span(first, stop)], samples / rate


def _stream_info(data: bytes, start: int, stop: int) -> tuple[bytes, int]:
    """Read the stream information, and where the first frame begins."""
    at, is_last, info = start + 4, False, b""
    while not is_last:
        if at + 4 > stop:
            raise AudioError("is FLAC cut short in its header")
        kind, is_last = data[at] & 0x7F, data[at] >= 0x80
        block = Span(at + 4, at + 4 + int.from_bytes(data[at + 1 : at + 4]))
        if kind == _STREAMINFO:
            info = data[block.start : block.stop]
        at = block.stop
    if len(info) != _STREAMINFO_SIZE:
        raise AudioError("is FLAC without its stream information")
    return info, at


def _frames(data: bytes, first: int, stop: int) -> tuple[list[int], int]:
    """Where the frames begin, each with the number that follows the one before; and their samples."""
    header = _header(data, first)
    if header is None or first >= stop:
        raise AudioError("is FLAC without frames")
    starts, samples, expected = [first], header.samples, header.next_number
    for sync in _SYNC.finditer(data, first + 1, stop):
        header = _header(data, sync.start())
        if header and header.number == expected:
            starts.append(sync.start())
            samples += header.samples
            expected = header.next_number
    return starts, samples


def _header(data: bytes, at: int) -> _Header | None:
    """Read a frame's header; None when its checksum tells that there is none."""
    head = data[at : at + 17]
    if len(head) < 6 or not _SYNC.match(head) or head[3] & 1:
        return None
    number, after = _coded_number(head)
    size_code, rate_code = head[2] >> 4, head[2] & 15
    size_bytes = {6: 1, 7: 2}.get(size_code, 0)
    end = after + size_bytes + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if number is None or end >= len(head) or _crc8(head[: end + 1]):
        return None
    return _Header(number, _samples(size_code, head[after : after + size_bytes]), head[1] == 0xF9)


def _coded_number(head: bytes) -> tuple[int | None, int]:
    """Read the number behind the first four bytes, coded as UTF-8 would, up to 36 bits; and where it ends."""
    lead = head[4]
    ones = 8 - (~lead & 0xFF).bit_length()
    if ones == 1 or ones == 8:
        return None, 4
    size = max(ones, 1)
    number = lead & (0x7F >> ones)
    for byte in head[5 : 4 + size]:
        number = number << 6 | byte & 0x3F
    return number, 4 + size


def _samples(code: int, said: bytes) -> int:
    if said:
        return int.from_bytes(said) + 1
    if code == 1:
        return 192
    return 576 << (code - 2) if code < 6 else 256 << (code - 8)


@cache
def _crc8_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte << 1 ^ _CRC8_POLYNOMIAL) & 0xFF if byte & 0x80 else byte << 1
        table.append(byte)
    return tuple(table)


def _crc8(head: bytes) -> int:
    table, rest = _crc8_table(), 0
    for byte in head:
        rest = table[rest ^ byte]
    return rest


def _check(data: bytes, frames: Sequence[Span]) -> None:
    whole = np.frombuffer(data, np.uint8)
    for batch in (frames[at : at + _BATCH] for at in range(0, len(frames), _BATCH)):
        for at in np.flatnonzero(_remainders(whole, batch)):
            frame = batch[int(at)]
            raise AudioError(
                f"is FLAC damaged, or with something added, in bytes {frame.start} to {frame.stop}"
            )


def _remainders(whole: NDArray[np.uint8], frames: Sequence[Span]) -> NDArray[np.uint16]:
    """Divide frames, checksum and all, by the checksum's polynomial: nothing is left of a whole one.

    Every frame becomes a row of 16-bit words, filled up with zeros in front, which change no remainder. Then
    neighbours are joined (left times x to the bits of right, plus right) until a row is one word.
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
    """Tables that multiply a remainder by x to the power 16, 32, 64 and so on."""
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
