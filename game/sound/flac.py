"""Sealing FLAC: its frames, behind a header with nothing but the stream information."""

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
    """A frame's header: its number (or that of its first sample), and how many samples it has."""

    number: int
    samples: int
    by_sample: bool

    @property
    def next_number(self) -> int:
        return self.number + (self.samples if self.by_sample else 1)


def seal_flac(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the stream information and the frames; drop all other metadata.

    Returns
    -------
    list of Piece
        A new header, and the span of the frames.
    float
        Seconds.

    Raises
    ------
    AudioError
        When a frame's checksum fails: it is damaged, or there is other data before the next frame.
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
    """The stream information, and the position of the first frame."""
    position, is_last, info = start + 4, False, b""
    while not is_last:
        if position + 4 > stop:
            raise AudioError("is FLAC cut short in its header")
        kind, is_last = data[position] & 0x7F, data[position] >= 0x80
        body = position + 4
        block = Span(body, body + int.from_bytes(data[position + 1 : body]))
        if kind == _STREAMINFO:
            info = data[block.start : block.stop]
        position = block.stop
    if len(info) != _STREAMINFO_SIZE:
        raise AudioError("is FLAC without its stream information")
    return info, position


def _frames(data: bytes, first: int, stop: int) -> tuple[list[int], int]:
    """Positions of the frames, which are numbered in sequence; and their total number of samples."""
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


def _header(data: bytes, start: int) -> _Header | None:
    """Read a frame's header; None when the checksum shows that there is none."""
    head = data[start : start + 17]
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
    """The number after the first four bytes, coded like UTF-8 in up to 36 bits; and where it ends."""
    lead = head[4]
    ones = 8 - (~lead & 0xFF).bit_length()
    if ones == 1 or ones == 8:
        return None, 4
    size = max(ones, 1)
    number = lead & (0x7F >> ones)
    for byte in head[5 : 4 + size]:
        number = number << 6 | byte & 0x3F
    return number, 4 + size


def _samples(code: int, explicit: bytes) -> int:
    if explicit:
        return int.from_bytes(explicit) + 1
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
    for batch in (frames[first : first + _BATCH] for first in range(0, len(frames), _BATCH)):
        for index in np.flatnonzero(_remainders(whole, batch)):
            frame = batch[int(index)]
            raise AudioError(f"is FLAC with damage or foreign data in bytes {frame.start} to {frame.stop}")


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
