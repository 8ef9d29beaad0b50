"""Standings from a published dataset: time, memory, and how far they are from those in memory."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.figures import Figure, Target
from benchmarks.spending import spend
from benchmarks.stage import Stage
from game.settings import Settings
from leaderboard.guesses.benchmark import Benchmark
from tests.builders.compared_standings import OF_PEOPLE, SAME, differences, people_in_memory
from tests.builders.published_guesses import in_memory, made_up, write_dataset

GUESSES = 1_000_000
EACH = 60  # rounds of a player, or a tenth of it
SHARD_PLAYERS = 2_000
PLAYED = 0.73 * EACH  # rounds of a player, on average


def measure(quick: bool) -> list[Figure]:
    """Make guesses up, write them as shards, print their table, and compare it; a fiftieth if quick."""
    guesses = GUESSES // 50 if quick else GUESSES
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        stage = Stage.made(Path(folder))
        benchmark = Benchmark.load(Settings.from_env(pack=stage.variables["EARWITNESS_PACK"], fetch=""))
        tables = list(_shards(benchmark, int(guesses / PLAYED)))
        dataset = write_dataset(Path(folder) / "published", tables)
        asked = ("-m", "leaderboard", "standings", "--json", "--replicates", "0", "--from", str(dataset))
        spent = spend(asked, EARWITNESS_STATE=str(Path(folder) / "state"), **stage.variables)
        printed = json.loads(spent.printed)["rows"]
        people = [row | {"rank": None} for row in printed if row["kind"] in OF_PEOPLE]  # ranked among all
        apart = differences(people, people_in_memory(in_memory(benchmark, pa.concat_tables(tables))))
    named = f"standings of a dataset, {sum(map(len, tables)):,} guesses"
    return [
        Figure(named, "s", spent.seconds),
        Figure(f"{named}, CPU", "s", spent.cpu),
        Figure(f"{named}, peak memory", "MB", spent.peak_bytes / 1e6),
        Figure(f"{named}, farthest from memory, 1e-9", "", max(apart.values()) / SAME, target=Target(1.0)),
    ]


def _shards(benchmark: Benchmark, players: int) -> Iterator[pa.Table]:
    for number, first in enumerate(range(0, players, SHARD_PLAYERS)):
        some = min(SHARD_PLAYERS, players - first)
        yield made_up(benchmark, some, EACH, np.random.default_rng(number), first)
