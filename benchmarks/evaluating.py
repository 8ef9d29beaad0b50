"""Asking models: the cost per clip compared with the bare client's call."""

import asyncio
import base64
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from openai import AsyncOpenAI

from benchmarks.figures import Figure, Target
from benchmarks.servers import serving
from game.packs.clip import SOUNDS, Clip
from leaderboard.evaluation.budget import Budget, Prices
from leaderboard.evaluation.client import Client
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.question import ClipQuestions
from leaderboard.evaluation.runner import Runner
from tests.stand_ins.model_api.server import KEY, MODEL

RATE = 44_100  # samples a second
SECONDS = 60  # per recording
AT_ONCE = (1, 8)
OVERHEAD = Target(20.0)  # ms; a model takes seconds

_TEXTS = (
    "city",
    "country",
    "country_code",
    "continent",
    "title",
    "description",
    "credit",
    "licence",
    "source",
)


def measure(quick: bool) -> list[Figure]:
    """Ask a stand-in that answers immediately about 200 clips, a tenth if quick."""
    clips = 20 if quick else 200
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        serving(("-m", "tests.stand_ins.model_api")) as server,
    ):
        recording = _recorded(Path(folder) / "clip.mp3")
        figures = [Figure("a recording that models are asked about", "MB", recording.stat().st_size / 1e6)]
        for at_once in AT_ONCE:
            base_url = f"{server.url}/v1"
            bare = asyncio.run(_bare(base_url, recording, clips, at_once))
            ours = asyncio.run(_ours(base_url, recording, clips, at_once))
            named = f"a clip asked about, {at_once} at a time"
            added = 1000 * (ours.cpu_each - bare.cpu_each)
            figures += [
                Figure(named, "ms", ours.seconds_each * 1000, bare.seconds_each * 1000),
                Figure(f"{named}, processor", "ms", ours.cpu_each * 1000, bare.cpu_each * 1000),
                Figure(f"{named}, processor, added", "ms", added, target=OVERHEAD),
            ]
    return figures


class _Spent:
    """Cost of a run per clip."""

    def __init__(self, clips: int) -> None:
        self._clips = clips
        self._began = time.perf_counter(), time.process_time()

    def end(self) -> "_Spent":
        seconds, cpu = self._began
        self.seconds_each = (time.perf_counter() - seconds) / self._clips
        self.cpu_each = (time.process_time() - cpu) / self._clips
        return self


async def _bare(base_url: str, recording: Path, clips: int, at_once: int) -> _Spent:
    """The same questions by the `openai` client alone, reading and encoding each sound once."""
    left = iter(range(clips))
    async with AsyncOpenAI(base_url=base_url, api_key=KEY) as client:

        async def work() -> None:
            for _ in left:
                data = base64.b64encode(recording.read_bytes()).decode()
                await client.chat.completions.create(
                    model=MODEL,
                    messages=[
                        {
                            "role": "user",
                            "content": [
                                {"type": "text", "text": PROMPT},
                                {"type": "input_audio", "input_audio": {"data": data, "format": "mp3"}},
                            ],
                        }
                    ],
                    seed=42,
                )

        spent = _Spent(clips)
        await asyncio.gather(*(work() for _ in range(at_once)))
        return spent.end()


async def _ours(base_url: str, recording: Path, clips: int, at_once: int) -> _Spent:
    """The questions asked by `evaluate`: sealed, journalled, within a budget."""
    file = recording.with_name(f"{at_once}.journal")
    client = Client(base_url, KEY, MODEL, {"seed": 42})
    hearing = ClipQuestions(PROMPT)
    questions = [hearing.question(_clip(f"k{number}", recording)) for number in range(clips)]
    with Journal.open(file, {}) as journal:
        budget = Budget(1000.0, Prices(0.001), lambda: journal.spent_usd)
        spent = _Spent(clips)
        outcome = await Runner(client, journal, budget).ask_all(questions, at_once)
        spent.end()
        if outcome.failed or outcome.halted:
            raise RuntimeError(f"the evaluation went wrong: {outcome}")
    await client.close()
    return spent


def _recorded(file: Path) -> Path:
    """Noise, which compresses as little as sound outdoors."""
    noise = np.random.default_rng(1).normal(0, 0.1, (SECONDS * RATE, 2))
    soundfile.write(file, noise, RATE, format="MP3", bitrate_mode="CONSTANT", compression_level=0.4)
    return file


def _clip(key: str, file: Path) -> Clip:
    cells: dict[str, Any] = {**dict.fromkeys(_TEXTS, ""), **dict.fromkeys(SOUNDS, 0.0)}
    return Clip(key=key, file=file, lat=0.0, lon=0.0, seconds=float(SECONDS), **cells)
