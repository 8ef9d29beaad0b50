"""Sealing WAV: its samples, behind a new header."""

from struct import pack, unpack_from

from game.sound.sealed import AudioError, Piece, Span, check_rate
from game.sound.wav_chunks import read_chunks

_PCM, _FLOAT, _ALAW, _MULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_PLAYABLE = (_PCM, _FLOAT, _ALAW, _MULAW)
_BITS = {_PCM: range(33), _FLOAT: (32,), _ALAW: (8,), _MULAW: (8,)}  # that browsers play
_SUBFORMAT_TAIL = bytes.fromhex("0000 0000 1000 8000 00aa 0038 9b71")  # of all formats with a WAV number


def seal_wav(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the samples and their format; drop every other chunk.

    Returns
    -------
    list of Piece
        A new header, and the span of the samples.
    float
        Seconds.

    Raises
    ------
    AudioError
        When the format or the samples are missing or cut short, or the samples are compressed.
    """
    chunks = read_chunks(data, start, stop)
    if b"fmt " not in chunks or b"data" not in chunks:
        raise AudioError("is a WAV file without a format or without samples")
    layout = _layout(data[slice(*chunks[b"fmt "])])
    rate, frame_bytes = unpack_from("<I", layout, 4)[0], unpack_from("<H", layout, 12)[0]
    if not rate or not frame_bytes:
        raise AudioError("is a WAV file whose format has no sampling rate or sample size")
    check_rate(rate)
    begin, end = chunks[b"data"]
    samples = Span(begin, end - (end - begin) % frame_bytes)
    size = samples.stop - samples.start
    if not size:
        raise AudioError("is a WAV file without samples")
    body = b"WAVE" + pack("<4sI", b"fmt ", len(layout)) + layout + pack("<4sI", b"data", size)
    header = pack("<4sI", b"RIFF", len(body) + size + size % 2) + body
    return [header, samples, *[b"\0"] * (size % 2)], size / frame_bytes / rate


def _layout(chunk: bytes) -> bytes:
    """Rewrite a format chunk with only the fields of its kind."""
    kind = unpack_from("<H", chunk)[0] if len(chunk) >= 16 else 0
    if kind in (*_PLAYABLE, _EXTENSIBLE):
        channels, frame_bytes, bits = (unpack_from("<H", chunk, at)[0] for at in (2, 12, 14))
        if frame_bytes and frame_bytes != channels * ((bits + 7) // 8):
            raise AudioError(
                f"is a WAV file whose format contradicts itself: {channels} channels of {bits} bits "
                f"in {frame_bytes} bytes"
            )
    if kind in _PLAYABLE:
        _check_bits(kind, chunk)
        return chunk[:16] + (b"" if kind == _PCM else b"\0\0")
    if kind != _EXTENSIBLE or len(chunk) < 40:
        raise AudioError(f"is a WAV file of format {kind}, which is not plain samples: save it as PCM")
    subformat = unpack_from("<H", chunk, 24)[0]
    if subformat not in _PLAYABLE or chunk[26:40] != _SUBFORMAT_TAIL:
        raise AudioError("is a WAV file of an unknown format: save it as PCM")
    _check_bits(subformat, chunk)
    return chunk[:16] + pack("<H", 22) + chunk[18:40]


def _check_bits(kind: int, chunk: bytes) -> None:
    bits = unpack_from("<H", chunk, 14)[0]
    if bits not in _BITS[kind]:
        name = {_PCM: "PCM", _FLOAT: "floating point"}.get(kind, "A-law or u-law")
        raise AudioError(
            f"is a WAV file with {bits} bits of {name}, which browsers do not play: save it as 24-bit PCM"
        )
