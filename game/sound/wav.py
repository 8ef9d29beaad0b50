"""The samples of a WAV file behind a header of our own."""

from struct import pack, unpack_from

from game.sound.sealed import AudioError, Piece, Span

_PCM, _FLOAT, _ALAW, _MULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_PLAYABLE = (_PCM, _FLOAT, _ALAW, _MULAW)
_SUBFORMAT_TAIL = bytes.fromhex("0000 0000 1000 8000 00aa 0038 9b71")  # of every format that has a WAV number


def seal_wav(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the samples and what is needed to play them; every other chunk is left out.

    Returns
    -------
    list of Piece
        A header of our own and the span of the samples.
    float
        Seconds.

    Raises
    ------
    AudioError
        When a chunk is missing, cut short or said twice, or when what is wrapped is not plain samples.
    """
    chunks = _chunks(data, start, stop)
    if b"fmt " not in chunks or b"data" not in chunks:
        raise AudioError("is a WAV file without a format or without samples")
    layout = _layout(data[slice(*chunks[b"fmt "])])
    rate, frame_bytes = unpack_from("<I", layout, 4)[0], unpack_from("<H", layout, 12)[0]
    if not rate or not frame_bytes:
        raise AudioError("is a WAV file whose format says nothing")
    begin, end = chunks[b"data"]
    samples = Span(begin, end - (end - begin) % frame_bytes)
    size = samples.stop - samples.start
    if not size:
        raise AudioError("is a WAV file without samples")
    body = b"WAVE" + pack("<4sI", b"fmt ", len(layout)) + layout + pack("<4sI", b"data", size)
    header = pack("<4sI", b"RIFF", len(body) + size + size % 2) + body
    return [header, samples, *[b"\0"] * (size % 2)], size / frame_bytes / rate


def _chunks(data: bytes, start: int, stop: int) -> dict[bytes, Span]:
    if not data.startswith(b"WAVE", start + 8):
        raise AudioError("is RIFF, but not WAV")
    chunks: dict[bytes, Span] = {}
    at = start + 12
    while at + 8 <= stop and b"data" not in chunks:
        name, size = unpack_from("<4sI", data, at)
        if at + 8 + size > stop:
            raise AudioError(f"is a WAV file cut short: a chunk of {size} bytes is not all there")
        chunks.setdefault(name, Span(at + 8, at + 8 + size))
        at += 8 + size + size % 2
    return chunks


def _layout(said: bytes) -> bytes:
    """Write a format chunk anew, with only the fields that its kind has."""
    kind = unpack_from("<H", said)[0] if len(said) >= 16 else 0
    if kind in _PLAYABLE:
        return said[:16] + (b"" if kind == _PCM else b"\0\0")
    if kind != _EXTENSIBLE or len(said) < 40:
        raise AudioError(f"is a WAV file of kind {kind}, not of plain samples: save it as PCM")
    subformat = unpack_from("<H", said, 24)[0]
    if subformat not in _PLAYABLE or said[26:40] != _SUBFORMAT_TAIL:
        raise AudioError("is a WAV file of no known kind: save it as PCM")
    return said[:16] + pack("<H", 22) + said[18:40]
