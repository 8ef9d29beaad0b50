"""Serving clips of 4 MB, AGL1K's size: time to the first byte, and memory growth."""

import asyncio
import csv
import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.crowd import Log, Player
from benchmarks.figures import Figure, Target
from benchmarks.load import Plan
from benchmarks.servers import GAME, Server, serving, settle
from game.packs.manifest import AUDIO, COLUMNS, NAME

CLIPS = 10
SECONDS = 250  # at 128 kbit/s, 4 MB
RATE = 44_100  # samples a second
BITRATE_KBPS = 128
SERVED_BEFORE = 50  # clips before memory is first read


class Listener(Player):
    """Plays round after round, fetching each clip's whole sound."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, Log(), random.Random(1))
        self.first_bytes: list[float] = []
        self.sizes: list[int] = []

    async def listen(self, dealt: dict[str, Any]) -> None:
        """Request the sound as a browser does, as a range from byte 0."""
        reply = await self.connection.ask("GET", dealt["audio"], headers="Range: bytes=0-\r\n")
        if reply.status != 206:
            raise RuntimeError(f"{dealt['audio']} answered {reply.status}")
        self.first_bytes.append(reply.first_byte)
        self.sizes.append(len(reply.body))


def measure(quick: bool) -> list[Figure]:
    """Serve 500 clips, one after the other."""
    clips = 60 if quick else 500
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        make_pack(Path(folder))
        with serving(GAME, EARWITNESS_PACK=folder) as game:
            settle(game)
            listener, grown = asyncio.run(_listen(game, clips))
    p50, p95 = np.quantile(listener.first_bytes, (0.5, 0.95))
    return [
        Figure("a clip's size", "MB", float(np.mean(listener.sizes)) / 1e6),
        Figure("a clip's first byte, p50", "ms", 1000 * float(p50)),
        Figure("a clip's first byte, p95", "ms", 1000 * float(p95), target=Target(10.0)),
        Figure(f"memory growth over {clips} clips", "MB", grown / 1e6, target=Target(10.0)),
    ]


async def _listen(game: Server, clips: int) -> tuple[Listener, int]:
    listener = Listener(Plan("game", game.port, game.pid, 1, 0.0))
    await listener.prepare()
    for _ in range(SERVED_BEFORE):
        await listener.turn()
    before = game.memory_bytes()
    for _ in range(clips):
        await listener.turn()
    listener.connection.close()
    return listener, game.memory_bytes() - before


def make_pack(folder: Path) -> None:
    """Write a pack of clips of noise, a degree apart."""
    (folder / AUDIO).mkdir()
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 0.1, SECONDS * RATE).astype(np.float32)
    first = folder / AUDIO / "0.mp3"
    # On libsndfile's scale 0 is 320 kbit/s and 1 is 32 kbit/s.
    level = (320 - BITRATE_KBPS) / (320 - 32)
    soundfile.write(first, sound, RATE, format="MP3", bitrate_mode="CONSTANT", compression_level=level)
    with (folder / NAME).open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="")
        table.writeheader()
        for number in range(CLIPS):
            name = f"{number}.mp3"
            (folder / AUDIO / name).write_bytes(first.read_bytes())
            table.writerow({"key": number, "file": name, "lat": number, "lon": number})
