"""The chunks of a WAV file, also of one whose writer never filled in its sizes."""

import re
from itertools import islice
from struct import unpack_from

from game.sound.sealed import AudioError, Span
from game.sound.time_budget import check_time

# Sizes from here on stand for "up to the end": whoever writes into a pipe cannot know them.
_UNKNOWN = 0x7FFF_0000
_RF64 = (b"RF64", b"BW64")  # the sizes are in a chunk of their own, in 64 bits
_MOST_CHUNKS = 10_000
_MOST_BEHIND = 32  # chunks behind the samples
_MOST_PLACES = 100  # that look like the first of them
_NAME = re.compile(rb"[A-Za-z0-9_ ]{4}")
# Chunks that programs append behind the samples.
_BEHIND = re.compile(
    rb"LIST|[iI][dD]3 |ID32|bext|iXML|_PMX|axml|cue |smpl|inst|plst|fact|JUNK|PAD |afsp|DISP|minf|regn|umid"
)


def read_chunks(data: bytes, start: int, stop: int) -> dict[bytes, Span]:
    """The chunks up to the samples, by name; of several with one name, the first.

    The samples reach to the end of the file when their size is 0 or was never filled in.

    Raises
    ------
    AudioError
        When a chunk is cut short.
    """
    if not data.startswith(b"WAVE", start + 8):
        raise AudioError("is RIFF, but not WAV")
    chunks: dict[bytes, Span] = {}
    position = start + 12
    for _ in range(_MOST_CHUNKS):
        if position + 8 > stop:
            return chunks
        name, size = unpack_from("<4sI", data, position)
        body = Span(position + 8, position + 8 + size)
        if name == b"data":
            return chunks | {name: _samples(data, start, body, stop, chunks)}
        if body.stop > stop:
            raise AudioError(f"is a WAV file cut short: a chunk of {size} bytes is incomplete")
        chunks.setdefault(name, body)
        position = _after(data, body, stop)
    raise AudioError(f"is a WAV file with more than {_MOST_CHUNKS} chunks before its samples")


def _after(data: bytes, body: Span, stop: int) -> int:
    """Where the next chunk begins. One of odd size is padded, which some programs forget."""
    padded = min(body.stop + (body.stop - body.start) % 2, stop)
    is_forgotten = _NAME.fullmatch(data[body.stop : body.stop + 4]) and data[body.stop] != 0
    return body.stop if is_forgotten and not _NAME.fullmatch(data[padded : padded + 4]) else padded


def _samples(data: bytes, start: int, body: Span, stop: int, chunks: dict[bytes, Span]) -> Span:
    size = body.stop - body.start
    if data[start : start + 4] in _RF64 and b"ds64" in chunks and size == 0xFFFF_FFFF:
        sizes = data[slice(*chunks[b"ds64"])]
        size = unpack_from("<Q", sizes, 8)[0] if len(sizes) >= 16 else size
    if size >= _UNKNOWN or (size == 0 and not _is_chain(data, body.start, stop)):
        return Span(body.start, _without_chunks_behind(data, body.start, stop))
    if body.start + size > stop:
        raise AudioError(f"is a WAV file cut short: a chunk of {size} bytes is incomplete")
    return Span(body.start, body.start + size)


def _is_chain(data: bytes, position: int, stop: int) -> bool:
    """Whether nothing but whole chunks lies there."""
    for _ in range(_MOST_BEHIND):
        check_time()
        if stop - position < 8:
            return not any(data[position:stop])
        name, size = unpack_from("<4sI", data, position)
        if not _NAME.fullmatch(name) or position + 8 + size > stop:
            return False
        position = _after(data, Span(position + 8, position + 8 + size), stop)
    return False


def _without_chunks_behind(data: bytes, begin: int, stop: int) -> int:
    """Where samples end behind which there are only chunks of names and notes."""
    places = (found.start() for found in islice(_BEHIND.finditer(data, begin, stop), _MOST_PLACES))
    return next((place for place in places if _is_chain(data, place, stop)), stop)
