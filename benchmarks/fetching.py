"""Fetching clips of 4 MB, AGL1K's size, from a server on the same machine, compared with curl."""

import csv
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.bare_archive import RECORDING, SCHEMA
from benchmarks.figures import Figure, Target
from benchmarks.servers import Server, serving
from benchmarks.spending import spend
from game.packs.agl1k import AUDIO

SECONDS = 250  # at 128 kbit/s, 4 MB
RATE = 44_100  # samples a second
LEVEL = (320 - 128) / (320 - 32)  # 128 kbit/s by libsndfile's scale
AT_ONCE = 4
TARGET = Target(150.0)  # ms, which is what 4 MB take at 200 Mbit/s
COLUMNS = {
    "longitude": 0,
    "latitude": 0,
    "description": "",
    "title": "",
    "mp3seconds": SECONDS,
    "city": "",
    "country": "",
    "continent": "Africa",
    "human_sounds": 0,
    "animal": 0,
    "music": 0,
    "natural_sounds": 0,
    "sounds_of_things": 0,
}


def measure(quick: bool) -> list[Figure]:
    """Fetch 100 clips with their metadata; curl gets the same files without any."""
    clips = 30 if quick else 100
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        megabytes = _make(folder, clips) / 1e6
        with serving(("-m", "benchmarks.bare_archive"), "/items/0", BENCH_FOLDER=name) as server:
            curl = _curl(server, folder / "curl", clips)
            where = {"EARWITNESS_ARCHIVE": server.url, "EARWITNESS_AGL1K": f"{server.url}/agl1k"}
            command = ("-m", "game", "fetch", "agl1k", "--into", str(folder / "ours"))
            first = spend(command, **where)
            again = spend(command, **where)
        held = len(list((folder / "ours" / AUDIO).glob("*.mp3")))
    if held != clips:
        raise RuntimeError(f"{held} of {clips} clips arrived")
    fetched = first.seconds - again.seconds
    named = f"fetch of {clips} clips of {megabytes:.1f} MB"
    return [
        Figure(named, "s", fetched, curl),
        Figure(f"{named}, a clip", "ms", 1000 * fetched / clips, curl and 1000 * curl / clips, TARGET),
        Figure(f"{named}, rate", "MB/s", clips * megabytes / fetched, curl and clips * megabytes / curl),
        Figure(f"{named}, CPU a clip", "ms", 1000 * (first.cpu - again.cpu) / clips),
        Figure(f"{named}, memory at its peak", "MB", first.peak_bytes / 1e6, target=Target(250.0)),
        Figure("fetch with nothing missing", "s", again.seconds),
    ]


def _make(folder: Path, clips: int) -> int:
    """Write the recording and a table of clips that all use it; return its size in bytes."""
    sound = np.random.default_rng(1).normal(0, 0.1, SECONDS * RATE).astype(np.float32)
    settings = {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": LEVEL}
    soundfile.write(folder / RECORDING, sound, RATE, **settings)
    with (folder / SCHEMA).open("w", newline="") as file:
        table = csv.DictWriter(file, ["key", "mp3name", *COLUMNS])
        table.writeheader()
        table.writerows({"key": key, "mp3name": f"{key}.mp3", **COLUMNS} for key in range(clips))
    return (folder / RECORDING).stat().st_size


def _curl(server: Server, folder: Path, clips: int) -> float | None:
    """Seconds curl takes for the same files with the same parallelism; None if curl is not installed."""
    if shutil.which("curl") is None:
        return None
    command = [
        "curl",
        "--no-progress-meter",
        "--location",
        "--parallel",
        "--parallel-max",
        str(AT_ONCE),
        "--create-dirs",
    ]
    for key in range(clips):
        command += [f"{server.url}/download/{key}/{key}.mp3", "--output", str(folder / f"{key}.mp3")]
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began
