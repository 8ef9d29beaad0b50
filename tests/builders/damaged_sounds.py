"""Recordings whose headers do not tell their length: joined, late, from a pipe, or lying."""

import struct
from collections.abc import Callable

from game.sound.ogg_pages import read_pages, with_fields


def mp3_frames(mp3: bytes) -> list[bytes]:
    """The frames of MPEG 1 Layer III at 48 kHz: a slow, plain reading, for clean files only."""
    frames = []
    while mp3:
        kbits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][mp3[2] >> 4]
        size = 144 * kbits * 1000 // 48000 + (mp3[2] >> 1 & 1)
        assert mp3[0] == 0xFF and mp3[2] >> 2 & 3 == 1
        frames.append(mp3[:size])
        mp3 = mp3[size:]
    return frames


def with_xing_count(mp3: bytes, frames: int) -> bytes:
    """An MP3 whose info frame tells another number of frames."""
    at = max(mp3.find(b"Xing"), mp3.find(b"Info")) + 8
    return mp3[:at] + frames.to_bytes(4) + mp3[at + 4 :]


def with_samples_told(flac: bytes, samples: int) -> bytes:
    """A FLAC whose stream information tells another number of samples, 0 for unknown."""
    field = int.from_bytes(flac[18:26]) >> 36 << 36 | samples
    return flac[:18] + field.to_bytes(8) + flac[26:]


def with_sizes_told(wav: bytes, riff: int, samples: int) -> bytes:
    """A plain WAV whose two sizes are others."""
    return b"RIFF" + struct.pack("<I", riff) + wav[8:40] + struct.pack("<I", samples) + wav[44:]


def with_granules(ogg: bytes, change: Callable[[int, bool], int]) -> bytes:
    """An Ogg with other positions: ``change`` gets each page's own, and whether it is the last page."""
    pages = list(read_pages(ogg, 0, len(ogg)))
    changed = []
    for page in pages:
        granule = change(page.granule, page is pages[-1]) if page.granule > 0 else page.granule
        changed.append(with_fields(page, ogg, granule) + ogg[page.body.start : page.body.stop])
    return b"".join(changed)
