"""Guesses as a dataset holds them, made up by the million, and the same in memory."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from game.geo.gazetteer import filled_labels
from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore, unit_vectors
from game.publishing import parquet
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses, Numbering
from leaderboard.scoring.rows import Floats, Integers, Responses

POINTS = 5_000  # that guesses are drawn from, so that few need a name
SKIPPED, ABANDONED, LEFT_OUT = 0.03, 0.04, 0.05  # shares of rounds
RULES = (["too_fast"], ["no_bytes", "heard_too_little"], ["known_recording"])


def write_dataset(folder: Path, parts: Sequence[pa.Table]) -> Path:
    """Write the shards of a dataset, one for each part."""
    (folder / "guesses").mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts):
        pq.write_table(part, folder / "guesses" / f"{number:032x}.parquet", compression=parquet.COMPRESSION)
    return folder


def made_up(
    benchmark: Benchmark, players: int, each: int, rng: np.random.Generator, first_player: int = 0
) -> pa.Table:
    """Rounds of players of unequal skill, on clips of unequal difficulty, as they are published.

    Parameters
    ----------
    each : int
        Rounds per player; some play a tenth of them, and nobody gets a clip twice.
    first_player : int
        Number of the first player, which is all that their names tell.
    """
    clips = len(benchmark.clips)
    played = np.where(rng.random(players) < 0.3, max(each // 10, 1), min(each, clips))
    player = np.repeat(np.arange(players), played)
    order = np.arange(len(player)) - np.repeat(np.cumsum(played) - played, played)
    start, step = rng.integers(0, clips, players), _coprime(clips)
    clip = (start[player] + step * order) % clips
    point = _points(benchmark, clip, player, rng)
    kind = rng.random(len(player))
    abandoned = kind < ABANDONED
    skipped = (kind >= ABANDONED) & (kind < ABANDONED + SKIPPED)
    left_out = kind > 1 - LEFT_OUT
    return _table(benchmark, player + first_player, order, clip, point, (skipped, abandoned, left_out), rng)


def in_memory(benchmark: Benchmark, table: pa.Table, answers: Path | None = None) -> Roster:
    """A roster of the rows of `made_up`, as the game's own store would give it, beside models' answers."""
    positions = benchmark.positions
    clip = np.array([positions[key] for key in table["clip_key"].to_pylist()], np.intp)
    lat, lon = (table[name].to_numpy().astype(np.float64) for name in ("lat", "lon"))
    codes = table["country_code"].to_pylist()
    names = [filled_labels(code) if code else (None, None) for code in codes]
    country, continent = (np.array([one[at] for one in names], object) for at in (0, 1))
    labels = {
        "continent": continent,
        "country": country,
        "city": np.array(table["city"].to_pylist(), object),
    }
    silent = np.isnan(lat)
    guesses = Guesses(
        Responses(clip, lat, lon, silent, silent, labels),
        Numbering().of(table["player"].to_pylist()),
        table["closed_before"].to_numpy().astype(np.intp),
        np.full(len(clip), np.nan),
        np.array([",".join(rules) for rules in table["why_not"].to_pylist()], object),
        np.full(len(clip), np.nan),
    )
    counts = guesses.why_not == ""
    roster = Roster(benchmark, answers)
    roster.reload_answers()
    roster.set_guesses(guesses.only(counts), 0, guesses.only(~counts))
    return roster


def _coprime(clips: int) -> int:
    return next(step for step in range(clips // 3 + 1, 2 * clips + 2) if np.gcd(step, clips) == 1)


def _points(benchmark: Benchmark, clip: Integers, player: Integers, rng: np.random.Generator) -> Integers:
    """For each round, a point of the pool: often one near the clip."""
    lat, lon = _pool(benchmark)
    cosines = unit_vectors(benchmark.truth.lat, benchmark.truth.lon) @ unit_vectors(lat, lon).T
    near = np.argpartition(-cosines, POINTS // 20, axis=1)[:, : POINTS // 20]
    skill = rng.random(int(player.max()) + 1)
    knows = rng.random(len(clip)) < skill[player]
    chosen: Integers = near[clip, rng.integers(0, near.shape[1], len(clip))]
    return np.where(knows, chosen, rng.integers(0, len(lat), len(clip)))


def _pool(benchmark: Benchmark) -> tuple[Floats, Floats]:
    """Points on land and at sea, the same each time: clips' places, moved."""
    rng = np.random.default_rng(3)
    truth = benchmark.truth
    at = rng.integers(0, len(truth.lat), POINTS)
    lat = np.clip(truth.lat[at] + rng.normal(0, 8, POINTS), -89, 89).round(5)
    lon = ((truth.lon[at] + rng.normal(0, 12, POINTS) + 180) % 360 - 180).round(5)
    return lat, lon


def _table(
    benchmark: Benchmark,
    player: Integers,
    order: Integers,
    clip: Integers,
    point: Integers,
    kinds: Sequence[np.ndarray],
    rng: np.random.Generator,
) -> pa.Table:
    skipped, abandoned, left_out = kinds
    pool_lat, pool_lon = _pool(benchmark)
    places = benchmark.gazetteer.places(pool_lat.tolist(), pool_lon.tolist())
    silent = skipped | abandoned
    lat, lon = pool_lat[point], pool_lon[point]
    off = distance_km(benchmark.truth.lat[clip], benchmark.truth.lon[clip], lat, lon)
    off = np.where(skipped, REFUSAL_KM, off)
    reasons = np.where(abandoned, 1, np.where(left_out, 2 + rng.integers(0, len(RULES), len(clip)), 0))
    rounds = np.arange(len(clip)) + int(rng.integers(0, 2**40))

    def named(attribute: str) -> pa.Array:
        names = pa.array([getattr(place, attribute) or None for place in places], pa.string())
        return names.take(pa.array(point, mask=silent))

    columns = {
        "guess_id": pa.array(rounds).cast(pa.string()),
        "player": pa.array(player).cast(pa.string()),
        "game": pa.array(order // 5).cast(pa.string()),
        "round": pa.array(rounds).cast(pa.string()),
        "mode": pa.array(["random"]).take(pa.array(np.zeros(len(clip), np.int8))),
        "allocation": pa.array(["random-uniform"]).take(pa.array(np.zeros(len(clip), np.int8))),
        "pack": pa.array([benchmark.name]).take(pa.array(np.zeros(len(clip), np.int8))),
        "clip_key": pa.array([one.key for one in benchmark.clips]).take(pa.array(clip)),
        "true_lat": pa.array(benchmark.truth.lat[clip]),
        "true_lon": pa.array(benchmark.truth.lon[clip]),
        "lat": pa.array(lat, mask=silent),
        "lon": pa.array(lon, mask=silent),
        "status": pa.array(["guessed", "skipped", "abandoned"]).take(pa.array(skipped + 2 * abandoned)),
        "city": named("city"),
        "country_code": named("country_code"),
        "distance_km": pa.array(off, mask=abandoned),
        "geoscore": pa.array(geoscore(off), mask=abandoned),
        "client": pa.array(["page"]).take(pa.array(np.zeros(len(clip), np.int8))),
        "closed_before": pa.array(order),
        "why_not": pa.array([[], ["abandoned"], *RULES], pa.list_(pa.string())).take(pa.array(reasons)),
        "counts": pa.array(reasons == 0),
        "consent_version": pa.array(["play-1"]).take(pa.array(np.zeros(len(clip), np.int8))),
        "day": pa.array([date(2027, 1, 31)], pa.date32()).take(pa.array(np.zeros(len(clip), np.int8))),
    }
    return pa.table(columns)
