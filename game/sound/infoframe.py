"""The frame in which an MP3 encoder counts what follows: Xing, Info and VBRI."""

import re

MARKS = (b"Xing", b"Info", b"VBRI")
_VBRI_AT = 36  # bytes into the frame, whatever its kind
_LAME = re.compile(rb"(?:LAME|L3\.|Lavf|Lavc|GOGO)[0-9. abr]*[\0U]*")
_TEXT = re.compile(rb"[\x20-\x7e]{6}")
_LAME_NAME, _LAME_NUMBERS = 9, 27  # bytes
# Bytes of frames, bytes, table of contents and quality, each announced by a flag.
_XING_SIZES = (4, 4, 100, 4)
_TOC_BIT = 2
_TOC_SIZE = 100
_EVEN_TOC = bytes(256 * percent // 100 for percent in range(_TOC_SIZE))
_VBRI_FIXED = 26  # bytes before its table


def scrubbed(frame: bytes, at: int) -> bytes | None:
    """Leave of an info frame its header and its numbers, and the encoder's name when it is a known one.

    Parameters
    ----------
    frame : bytes
        One whole frame.
    at : int
        Where one of `MARKS` stands in it.

    Returns
    -------
    bytes or None
        As long as the frame; None when the mark stands where it makes no info frame.

    Notes
    -----
    Decoders never play this frame, yet browsers need its counts to seek. All else in it could be text.
    Fields after http://gabriel.mp3-tech.org/mp3infotag.html (Xing, LAME) and Fraunhofer's VBRI.
    """
    if frame.startswith(b"VBRI", at):
        return _only(frame, at, _vbri_end(frame, at)) if at == _VBRI_AT else None
    if at not in _xing_places(frame) or at + 8 > len(frame):
        return None
    flags, fields = frame[at + 7], at + 8
    toc_at = fields + sum(_XING_SIZES[bit] for bit in range(_TOC_BIT) if flags >> bit & 1)
    lame_at = fields + sum(size for bit, size in enumerate(_XING_SIZES) if flags >> bit & 1)
    clean = _only(frame, at, _lame_end(frame, lame_at))
    return _with_rising_toc(clean, toc_at) if flags >> _TOC_BIT & 1 else clean


def _only(frame: bytes, start: int, stop: int) -> bytes:
    """Blank all but the frame's header and the bytes from ``start`` to ``stop``."""
    kept = frame[start:stop]
    return frame[:4] + bytes(start - 4) + kept + bytes(len(frame) - start - len(kept))


def _xing_places(frame: bytes) -> tuple[int, int]:
    """Behind the side information, with or without the checksum that some encoders leave out."""
    is_mpeg1, is_mono = frame[1] & 0x08, frame[3] >> 6 == 3
    side_bytes = (17 if is_mono else 32) if is_mpeg1 else (9 if is_mono else 17)
    return 4 + side_bytes, 6 + side_bytes


def _lame_end(frame: bytes, at: int) -> int:
    """End of the encoder's own fields, or ``at``, their beginning, when they are not what they should be."""
    name = frame[at : at + _LAME_NAME]
    numbers = frame[at + _LAME_NAME : at + _LAME_NAME + _LAME_NUMBERS]
    is_sound = _LAME.fullmatch(name) and not _TEXT.search(numbers)
    return at + _LAME_NAME + len(numbers) if is_sound else at


def _with_rising_toc(frame: bytes, at: int) -> bytes:
    """Put an even table of contents in place of one that falls, since places in a file only rise."""
    toc = frame[at : at + _TOC_SIZE]
    if list(toc) == sorted(toc):
        return frame
    return frame[:at] + _EVEN_TOC[: len(toc)] + frame[at + len(toc) :]


def _vbri_end(frame: bytes, at: int) -> int:
    entries = int.from_bytes(frame[at + 18 : at + 20])
    entry_bytes = int.from_bytes(frame[at + 22 : at + 24])
    return at + _VBRI_FIXED + entries * entry_bytes
