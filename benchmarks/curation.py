"""Curating a pack: hours of audio per minute compared with decoding alone, memory, and finding copies."""

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks import audio
from benchmarks.figures import Figure, Target
from benchmarks.spending import Spent, spend
from game.curation.duplicates import find_copies
from game.curation.fingerprint import Fingerprint
from game.packs.manifest import AUDIO

SPEED = Target(3.0, bound="at least")  # hours a minute: AGL1K's 51 in 17 minutes
MEMORY = Target(200.0)  # MB, of the process that measures
CLIPS, NUMBERS = 1444, 5100  # as many as AGL1K has, each of two minutes
_NOISE_PASSES = ("--max-flatness", "1", "--min-complexity", "0", "--max-bit-errors", "-1")
_HELD = 4  # frames for which a fingerprint's number stays the same, about

# Decoding alone, which any measurement needs.
_DECODE = """
import sys, soundfile
for name in sys.argv[1:]:
    for block in soundfile.blocks(name, 1 << 17, dtype="float32"):
        pass
"""
_MEASURE = """
import sys
from pathlib import Path
from game.curation.measurement import measure
for name in sys.argv[1:]:
    measure(Path(name))
"""


def measure(quick: bool) -> list[Figure]:
    """Measure with clips of four minutes at 128 kbit/s; fewer if quick."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        audio.make_pack(folder)
        files = sorted(str(file) for file in (folder / AUDIO).iterdir())[: 2 if quick else audio.CLIPS]
        return [*_one_core(files), *_all_cores(folder), *_memory(folder, files[0]), *_copies(quick)]


def _one_core(files: list[str]) -> list[Figure]:
    ours, baseline = spend(("-c", _MEASURE, *files)), spend(("-c", _DECODE, *files))
    hours = len(files) * audio.SECONDS / 3600
    named = "measuring recordings, a minute of one core"
    return [Figure(named, "h", _per_minute(hours, ours), _per_minute(hours, baseline))]


def _per_minute(hours: float, spent: Spent) -> float:
    return 60 * hours / spent.cpu


def _all_cores(folder: Path) -> list[Figure]:
    """The command from start to the new pack, then again with its cache."""
    hours = audio.CLIPS * audio.SECONDS / 3600
    with tempfile.TemporaryDirectory(prefix="bench-") as state:
        command = ("-m", "game", "curate", str(folder), "--into", "new", *_NOISE_PASSES)
        first, again = (spend(command, EARWITNESS_STATE=state) for _ in range(2))
    return [
        Figure("curate, a minute, all cores", "h", 60 * hours / first.seconds, target=SPEED),
        Figure("curate again with other bounds", "s", again.seconds),
    ]


def _memory(folder: Path, file: str) -> list[Figure]:
    """For a clip of four minutes, and for seven of them joined: MP3 frames can be concatenated."""
    long = folder / "long.mp3"
    long.write_bytes(Path(file).read_bytes() * 7)
    return [
        Figure("measuring 4 minutes, memory at its peak", "MB", _peak(file), target=MEMORY),
        Figure("measuring 29 minutes, memory at its peak", "MB", _peak(str(long)), target=MEMORY),
    ]


def _peak(file: str) -> float:
    return spend(("-c", _MEASURE, file)).peak_bytes / 1e6


def _copies(quick: bool) -> list[Figure]:
    clips = CLIPS // 10 if quick else CLIPS
    rng = np.random.default_rng(1)
    prints = {str(number): _print(rng) for number in range(clips)}
    began = time.perf_counter()
    find_copies(prints)
    return [Figure(f"copies among {clips:,} clips of two minutes", "s", time.perf_counter() - began)]


def _print(rng: np.random.Generator) -> Fingerprint:
    """A random fingerprint whose neighbouring numbers are often equal, as in real sound."""
    numbers = rng.integers(1, 1 << 32, NUMBERS // _HELD, dtype=np.uint32)
    return np.repeat(numbers, _HELD)
