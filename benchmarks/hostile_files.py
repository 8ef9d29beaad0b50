"""Reading files made to be slow, beside an ordinary recording of the same size."""

import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.figures import Figure, Target
from game.packs.manifest import COLUMNS, NAME, read_manifest
from game.sound.sealed import AudioError
from game.sound.sealing import seal

MOST_TIMES = 20.0  # as long as an ordinary file
RATE = 44_100  # samples a second


def measure(quick: bool) -> list[Figure]:
    """Seal each hostile file and read a long table, and compare with ordinary ones."""
    size = (1 if quick else 10) * 1_000_000
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "recording"
        ordinary = {kind: _seconds_to_seal(file, _ordinary(kind, size)) for kind in ("MP3", "FLAC")}
        ordinary["WAV"] = ordinary["MP3"]  # an ordinary WAV takes no time at all
        figures = []
        for name, (kind, make) in HOSTILE.items():
            ours, target = 1000 * _seconds_to_seal(file, make(size)), Target(MOST_TIMES, of="ratio")
            figures.append(Figure(f"{name} in {kind}", "ms", ours, 1000 * ordinary[kind], target))
        rows = 10_000 if quick else 1_000_000
        tenth, whole = (_seconds_to_read(Path(folder), count) for count in (rows // 10, rows))
        figures.append(Figure(f"a table of {rows:,} rows", "s", whole, 10 * tenth, Target(2.0, of="ratio")))
    return figures


def _ordinary(kind: str, size: int) -> bytes:
    file = Path(tempfile.mkstemp(prefix="bench-")[1])
    sound = np.random.default_rng(1).normal(0, 0.1, RATE * 20).astype(np.float32)
    soundfile.write(file, sound, RATE, format=kind)
    once = file.read_bytes()
    soundfile.write(file, np.tile(sound, size // len(once) + 1), RATE, format=kind)
    content = file.read_bytes()
    file.unlink()
    return content


def _repeated(part: bytes) -> Callable[[int], bytes]:
    return lambda size: part * (size // len(part))


def _behind(head: bytes, part: bytes) -> Callable[[int], bytes]:
    return lambda size: head + part * ((size - len(head)) // len(part))


def _with_marks(size: int) -> bytes:
    """Frames full of the mark of an info frame."""
    frame = (b"\xff\xfb\xe0\xc4" + b"Xing" * 300)[:1044]
    return frame * (size // len(frame))


def _short_runs(size: int) -> bytes:
    """Two frames at a time, of the shortest kind."""
    frame = b"\xff\xf3\x14\xc4" + bytes(20)
    return (frame * 2 + b"\1") * (size // 49)


FLAC_HEAD = b"fLaC\x80\0\0\x22" + bytes(10) + (44_100 << 4).to_bytes(3) + bytes(21)
HOSTILE: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "frame headers alone": ("MP3", _repeated(b"\xff\xfb\x90\x64")),
    "headers a frame apart": ("MP3", _repeated(b"\xff\xfb\x94\x64")),
    "the mark of an info frame": ("MP3", _with_marks),
    "runs of two frames": ("MP3", _short_runs),
    "empty tags": ("MP3", _repeated(b"ID3\4\0\0\0\0\0\0")),
    "words that begin a tag": ("MP3", _repeated(b"ID3")),
    "sync words of FLAC": ("FLAC", _behind(FLAC_HEAD, b"\xff\xf8")),
    "headers of FLAC": ("FLAC", _behind(FLAC_HEAD, b"\xff\xf8\xc9\x18\x00\xc2")),
    "empty chunks": ("WAV", _behind(b"RIFF\0\0\0\0WAVE", b"JUNK\0\0\0\0")),
    "chunks behind samples of no size": (
        "WAV",
        _behind(
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0\x88\x58\1\0\2\0\x10\0data\0\0\0\0",
            b"LIST\0\0\0\0",
        ),
    ),
}


def _seconds_to_seal(file: Path, content: bytes) -> float:
    file.write_bytes(content)
    began = time.process_time()
    with suppress(AudioError):
        seal(file)
    return time.process_time() - began


def _seconds_to_read(folder: Path, rows: int) -> float:
    with (folder / NAME).open("w") as table:
        table.write(",".join(COLUMNS) + "\n")
        blank = "," * (len(COLUMNS) - 4)
        table.writelines(f"{row},{row}.mp3,{row % 90},{row % 180}{blank}\n" for row in range(rows))
    began = time.process_time()
    read_manifest(folder)
    return time.process_time() - began
