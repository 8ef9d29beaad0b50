"""Ten clips on the equator with guesses and a model's answers; their figures are worked out by hand.

Along the equator a degree is 6378.137 km · π / 180 = 111.319 km: a distance is a number of degrees, and the
middle one of three guesses is their median.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from game.geo.gazetteer import Gazetteer
from game.packs import agl1k
from game.packs.clip import Clip
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.rows import Responses, Truth, labels_at
from tests.builders.answer_files import SILENCE, answer
from tests.builders.clips import clip

NAN = math.nan
REFUSAL_KM = 10_000.0

# Longitude and sounds: in Gabon, Congo twice, Uganda, Kenya, Indonesia twice, Brazil twice and Ecuador.
CLIPS = (
    (12, {"speech": 1.0}),
    (22, {"music": 1.0}),
    (25, {"animal": 1.0}),
    (32, {"nature": 1.0}),
    (36, {"speech": 1.0}),
    (101, {"things": 1.0}),
    (115, {"speech": 1.0}),
    (-52, {"nature": 1.0, "music": 1.0}),
    (-60, {"speech": 1.0}),
    (-78, {"things": 1.0}),
)

# Clip, player, degrees east of the clip (None for a skip), rounds the player had closed before.
GUESSES = (
    (0, 0, 0, 0),
    (0, 1, 10, 0),
    (0, 2, 20, 0),
    (0, 3, None, 0),
    (1, 0, 10, 4),
    (2, 1, -3, 1),
    (3, 0, 4, 5),
    (3, 2, 0, 1),
    (4, 1, 2, 2),
    (5, 2, 14, 2),
    (5, 3, -63, 1),
    (6, 0, None, 6),
    (7, 3, -8, 2),
    (9, 2, 18, 3),
)


def km(degrees: float) -> float:
    """Length of this many degrees along the equator."""
    return 6378.137 * math.pi / 180 * abs(degrees)


def points(distance_km: float) -> float:
    """GeoScore of a distance."""
    return 5000 * math.exp(-distance_km / 1492.7)


_rules = cache(NameRules.load)


def benchmark_of(clips: Sequence[Clip], name: str = "equator", benchmark: bool = False) -> Benchmark:
    """A benchmark over clips without files; ``benchmark`` passes it off as AGL1K."""
    table = Path(agl1k.NAME if benchmark else "clips.csv")
    return Benchmark(name, table, tuple(clips), Truth.of(clips, Gazetteer.load()), Gazetteer.load(), _rules())


def ten(name: str = "equator", benchmark: bool = False) -> Benchmark:
    """The ten clips."""
    return benchmark_of(
        [clip(at, 0.0, lon, **sounds) for at, (lon, sounds) in enumerate(CLIPS)], name, benchmark
    )


def guessed(
    benchmark: Benchmark,
    clips: ArrayLike,
    player: ArrayLike,
    lat: ArrayLike,
    lon: ArrayLike,
    order: ArrayLike | None = None,
) -> Guesses:
    """Guesses with the game's place names; NaN for a skip.

    Parameters
    ----------
    clips, player : array_like of int
        Positions of the clip and of the player, one for each guess.
    lat, lon : array_like of float
        Degrees.
    order : array_like of int, optional
        How many rounds the player had closed before; all 0 if left out.
    """
    lat, lon = np.array(lat, float), np.array(lon, float)
    skipped = np.isnan(lat)
    responses = Responses(
        np.array(clips), lat, lon, skipped, skipped, labels_at(lat, lon, benchmark.gazetteer)
    )
    order = np.zeros(len(lat), int) if order is None else np.array(order)
    heard, counts, hidden = np.full(len(lat), 20.0), np.full(len(lat), "", object), np.full(len(lat), np.nan)
    return Guesses(responses, np.array(player), order, heard, counts, hidden)


def ten_guesses(
    benchmark: Benchmark, rows: Sequence[tuple[int, int, float | None, int]] = GUESSES
) -> Guesses:
    """Guesses of four people on the ten clips."""
    clips, player, off, order = zip(*rows, strict=True)
    lat = [NAN if degrees is None else 0.0 for degrees in off]
    lon = [NAN if degrees is None else CLIPS[at][0] + degrees for at, degrees in zip(clips, off, strict=True)]
    return guessed(benchmark, clips, player, lat, lon, order)


def model_answers(left_out: int = 1, silent: int = 9) -> list[dict[str, Any]]:
    """Answers ten degrees east of each clip, always Kenya, for all clips but two.

    The latitude is just above 0, because an exact 0 counts as a refusal.
    """
    kenya = {"lat": 1e-9, "city": "Nairobi", "country": "Kenya", "continent": "Africa"}
    return [
        answer(f"k{at}", **(SILENCE if at == silent else kenya | {"lon": lon + 10}))
        for at, (lon, _) in enumerate(CLIPS)
        if at != left_out
    ]


def roster_of(benchmark: Benchmark, guesses: Guesses | None = None, answers: Path | None = None) -> Roster:
    """All entrants of a benchmark except the baselines."""
    roster = Roster(benchmark, answers)
    if guesses is not None:
        roster.set_guesses(guesses, 0)
    roster.reload_answers()
    return roster


def crowded(rng: np.random.Generator, clips: int = 40, players: int = 60, each: int = 24) -> Roster:
    """Many people of unequal skill, on clips of unequal difficulty all over the world."""
    lat, lon = rng.uniform(-35, 60, clips), rng.uniform(-170, 170, clips)
    benchmark = benchmark_of([clip(at, lat[at], lon[at], speech=at % 2) for at in range(clips)])
    at = np.concatenate([rng.permutation(clips)[:each] for _ in range(players)])
    player = np.repeat(np.arange(players), each)
    spread = np.exp(rng.normal(0, 0.4, players))[player] * np.exp(rng.normal(0, 0.4, clips))[at]
    north, east = rng.normal(0, 10, (2, len(at))) * spread
    skipped = rng.random(len(at)) < 0.05
    guess_lat = np.where(skipped, NAN, np.clip(lat[at] + north, -89, 89))
    guess_lon = np.where(skipped, NAN, lon[at] + east)
    order = np.tile(np.arange(each), players)
    return roster_of(
        benchmark, guessed(benchmark, at, player, guess_lat, (guess_lon + 180) % 360 - 180, order)
    )
