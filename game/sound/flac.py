"""Sealing FLAC: its frames, behind a header with nothing but the stream information."""

from game.sound.flac_frames import check_frames, find_frames
from game.sound.sealed import AudioError, Piece, Span, check_rate

_STREAMINFO, _STREAMINFO_SIZE = 0, 34
_MOST_BLOCKS = 10_000
_COUNT = (1 << 36) - 1  # bits of the number of samples; 0 where it was not known


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
    rate = int.from_bytes(info[10:13]) >> 4
    if not rate:
        raise AudioError("is FLAC whose sampling rate is missing")
    check_rate(rate)
    starts, samples = find_frames(data, first, stop)
    check_frames(data, starts, stop)
    last_block = 0x80 | _STREAMINFO
    head = b"fLaC" + bytes([last_block]) + _STREAMINFO_SIZE.to_bytes(3) + _with_count(info, samples)
    return [head, Span(first, stop)], samples / rate


def _with_count(info: bytes, samples: int) -> bytes:
    """Stream information with the right number of samples; where another one stood, the MD5 is wrong too."""
    fields = int.from_bytes(info[10:18])
    if fields & _COUNT == samples:
        return info
    return info[:10] + (fields & ~_COUNT | samples & _COUNT).to_bytes(8) + bytes(16)


def _stream_info(data: bytes, start: int, stop: int) -> tuple[bytes, int]:
    """The stream information, and the position of the first frame."""
    position, is_last, info, blocks = start + 4, False, b"", 0
    while not is_last:
        blocks += 1
        if position + 4 > stop or blocks > _MOST_BLOCKS:
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
