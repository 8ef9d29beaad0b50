"""Files that are no MP3, Ogg, FLAC or WAV, recognised by their own mark, so that they are refused by name."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class _Mark(NamedTuple):
    name: str
    mark: bytes
    place: int = 0  # bytes from the beginning


_SOUNDS = (
    _Mark("AIFF", b"AIFF", 8),
    _Mark("AIFF-C", b"AIFC", 8),
    _Mark("an IFF file", b"FORM"),
    _Mark("CAF", b"caff"),
    _Mark("AU", b".snd"),
    _Mark("AU", b"dns."),
    _Mark("big-endian WAV", b"RIFX"),
    _Mark("Wave64", b"riff\x2e\x91\xcf\x11"),
    _Mark("MP4 or M4A", b"ftyp", 4),
    _Mark("QuickTime", b"moov", 4),
    _Mark("QuickTime", b"mdat", 4),
    _Mark("WebM or Matroska", b"\x1a\x45\xdf\xa3"),
    _Mark("MIDI", b"MThd"),
    _Mark("AAC", b"ADIF"),
    _Mark("WMA or ASF", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    _Mark("AMR", b"#!AMR"),
    _Mark("Monkey's Audio", b"MAC "),
    _Mark("WavPack", b"wvpk"),
    _Mark("True Audio", b"TTA1"),
    _Mark("Musepack", b"MPCK"),
    _Mark("Musepack", b"MP+"),
    _Mark("OptimFROG", b"OFR "),
    _Mark("DSD", b"DSD "),
    _Mark("DSD", b"FRM8"),
    _Mark("Creative Voice", b"Creative Voice File"),
    _Mark("NIST SPHERE", b"NIST_1A"),
    _Mark("RealAudio", b".RMF"),
    _Mark("RealAudio", b".ra\xfd"),
    _Mark("Flash video", b"FLV\x01"),
    _Mark("MPEG video", b"\0\0\x01\xba"),
    _Mark("a tracker module", b"IMPM"),
    _Mark("a tracker module", b"Extended Module: "),
    _Mark("a tracker module", b"SCRM", 44),
)
_OTHERS = (
    _Mark("a pointer of Git LFS", b"version https://git-lfs"),
    _Mark("a file of macOS with a recording's properties", b"\0\5\x16\7"),
    _Mark("a MATLAB file", b"MATLAB 5.0 MAT-file"),
    _Mark("a ZIP archive", b"PK\x03\x04"),
    _Mark("a RAR archive", b"Rar!\x1a\x07"),
    _Mark("a 7z archive", b"7z\xbc\xaf\x27\x1c"),
    _Mark("a gzip file", b"\x1f\x8b\x08"),
    _Mark("a PDF", b"%PDF-"),
    _Mark("a picture", b"\xff\xd8\xff"),
    _Mark("a picture", b"\x89PNG\r\n\x1a\n"),
    _Mark("a picture", b"GIF8"),
    _Mark("a web page", b"<!DOCTYPE html"),
    _Mark("a web page", b"<html"),
)
_TRANSPORT_PACKET = 188
_LEAST_IN_A_ROW = 3
_LAYER_II_KBITS = (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)


def refusal(data: bytes, start: int, stop: int) -> str:
    """Why a file of another kind is refused; empty when its beginning is no mark of one of these kinds."""
    if name := _marked(_OTHERS, data, start, stop):
        return f"is {name}, no recording"
    name = _marked(_SOUNDS, data, start, stop)
    if not name and _repeats(data, start, stop, _adts_bytes):
        name = "AAC"
    if not name and _repeats(data, start, stop, _layer_bytes):
        name = "MPEG audio of Layer I or II"
    if not name and _repeats(data, start, stop, _transport_bytes):
        name = "an MPEG transport stream"
    return f"is {name}, which the game does not play: save it as MP3, Ogg, FLAC or WAV" if name else ""


def _marked(marks: Iterable[_Mark], data: bytes, start: int, stop: int) -> str:
    for name, mark, place in marks:
        if data.startswith(mark, start + place) and start + place + len(mark) <= stop:
            return name
    return ""


def _repeats(data: bytes, start: int, stop: int, size_of: Callable[[bytes], int]) -> bool:
    """Whether several frames follow each other, each with its size in its header."""
    position = start
    for _ in range(_LEAST_IN_A_ROW):
        size = size_of(data[position : min(position + 7, stop)])
        if not size:
            return False
        position += size
    return position <= stop


def _adts_bytes(head: bytes) -> int:
    """Length of a frame of AAC in ADTS; 0 when it is none. Its layer is 0, which no MPEG audio has."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size >= 7 else 0


def _layer_bytes(head: bytes) -> int:
    """Length of a frame of MPEG 1 Layer I or II; 0 when it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xFC != 0xFC:
        return 0
    kbits_index, rate_index, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if not 0 < kbits_index < 15 or rate_index == 3:
        return 0
    rate = (44_100, 48_000, 32_000)[rate_index]
    if head[1] & 2:  # Layer I
        return (12_000 * 32 * kbits_index // rate + padding) * 4
    return 144_000 * _LAYER_II_KBITS[kbits_index - 1] // rate + padding


def _transport_bytes(head: bytes) -> int:
    return _TRANSPORT_PACKET if head.startswith(b"\x47") else 0
