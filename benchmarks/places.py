"""How often intervals of kilometres and shares hold the truth, where guesses are points on a globe."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure
from benchmarks.intervals import (
    DESIGNS,
    MEAN,
    MODEL_AHEAD,
    SEED,
    SPREAD,
    STUDIES,
    Coverage,
    Design,
    Floats,
    Found,
    Played,
    covered,
    km_of,
    played,
)
from benchmarks.tables import figures_of
from game.geo.geodesy import REFUSAL_KM, distance_km
from leaderboard.entrants.entrant import NO_ANSWER, Entrant
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.scoring.columns import KINDS, LEVELS
from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.metrics import QUANTILES, Outcomes, values_everywhere
from leaderboard.uncertainty.bootstrap import resample
from leaderboard.uncertainty.confidence_intervals import intervals_on_these_clips, mean_intervals
from leaderboard.uncertainty.differences import differences
from leaderboard.uncertainty.resamples import Draws

Integers = NDArray[np.intp]
Truths = dict[str, float]

EARTH_KM, FARTHEST_KM = 6371.0088, 20_000.0
# Equal areas of the globe by sine of latitude and by longitude.
CELLS = {"continent": (2, 3), "country": (10, 20), "city": (100, 200)}
HARDEST = -4.0  # logits; half of the worse answers are skips
REPLICATES = 200  # of quantiles; the leaderboard takes 2,000
MEANS = {
    "distance_km": "mean km",
    "continent_acc_coordinates": "continent right",
    "country_acc_coordinates": "country right",
    "acc_100km": "within 100 km",
    "acc_1000km": "within 1,000 km",
    "reject_rate": "skipped",
}
MEDIANS = {"q25_km": "25th percentile, km", "q50_km": "median km", "q75_km": "75th percentile, km"}
COMPARED = {"distance_km": "km", "continent_acc_coordinates": "share", "country_acc_coordinates": "share"}


def measure(quick: bool) -> list[Figure]:
    """Simulate studies of every design."""
    return list(figures_of(coverages(4 if quick else STUDIES)))


def coverages(studies: int, designs: tuple[Design, ...] = DESIGNS) -> Iterator[Coverage]:
    """Simulate as many studies of each design."""
    for number, design in enumerate(designs):
        seeds = ([SEED, 200 + number, study] for study in range(studies))
        yield from covered(design.name, (play(design, np.random.default_rng(seed)) for seed in seeds))


def play(design: Design, rng: np.random.Generator) -> Found:
    """One study: each figure that has an interval, with its truth."""
    study = played(design, rng)
    lat, lon = _places(len(study.easier), rng)
    rows = study.rows.only((np.bincount(study.rows.person) >= MIN_ROUNDS)[study.rows.person])
    people = _entrant(_outcomes(rows.score, rows.clip, lat, lon, rng), rows.person)
    likely, on_these = _likely(design.skill_and_play), _on_these(study, lat, lon, rng)
    either = (
        (mean_intervals(people), likely, "like these"),
        (intervals_on_these_clips(people), on_these, "these"),
    )
    for intervals, truth, which in either:
        for key, name in MEANS.items():
            found = intervals.get("all", {}).get(key)
            yield f"{name}, clips {which}", people.figures["all"][key], found, truth[key]
    draws = Draws.of(len(lat), int(rows.person.max()) + 1, rng, REPLICATES)
    quantiles = resample(people, draws).quantiles
    for key, name in MEDIANS.items():
        yield f"{name}, clips like these", people.figures["all"][key], quantiles.get(key), likely[key]
    clips = np.arange(len(lat))
    model = _outcomes(study.answers[: len(lat)], clips, lat, lon, rng)
    yield from _alone(_entrant(model))
    yield from _differences(people, model, likely, on_these)


def _alone(model: Entrant) -> Found:
    likely, found = _model_likely(), mean_intervals(model)["all"]
    for key, name in ({"geoscore": "GeoScore"} | MEANS).items():
        yield f"model alone, {name}", model.figures["all"][key], found.get(key), likely[key]


def _differences(people: Entrant, model: Outcomes, likely: Truths, on_these: Truths) -> Found:
    assert people.player is not None
    table, of_model = CrossedTable.of(people.rows.clip, people.player), _model_likely()
    of_people, answers = _columns(people.rows), _columns(model)
    for key, unit in COMPARED.items():
        (found,) = differences(table, of_people[key], answers[key][:, None], unit)
        assert found
        mean, name = found.entrant - found.people, f"model less people, {MEANS[key]}"
        yield f"{name}, clips like these", mean, found.among_clips.interval, of_model[key] - likely[key]
        truth = found.entrant - on_these[key]
        yield f"{name}, these clips", mean, found.on_these_clips.interval, truth


def _outcomes(logit: Floats, clip: Integers, lat: Floats, lon: Floats, rng: np.random.Generator) -> Outcomes:
    """Guesses in any direction, as far off as scores say; half of the worst are skips."""
    far = np.minimum(km_of(logit), FARTHEST_KM)
    here_lat, here_lon = _moved(lat[clip], lon[clip], far, rng.uniform(0, 2 * np.pi, len(clip)))
    skipped = (logit < HARDEST) & (rng.random(len(clip)) < 0.5)
    unknown, nothing = np.full(len(clip), np.nan), np.zeros(len(clip), np.bool_)
    right = {
        level: np.where(skipped, 0.0, _cell(lat[clip], lon[clip], level) == _cell(here_lat, here_lon, level))
        for level in LEVELS
    }
    distance = np.where(skipped, REFUSAL_KM, distance_km(lat[clip], lon[clip], here_lat, here_lon))
    return Outcomes(
        clip,
        distance,
        skipped,
        dict.fromkeys(LEVELS, unknown),
        right,
        dict.fromkeys(("speech", *KINDS), nothing),
    )


def _entrant(rows: Outcomes, player: Integers | None = None) -> Entrant:
    nowhere = np.full(len(rows.clip), NO_ANSWER)
    if player is None:
        return Entrant("alm/one", "One", "alm", "", rows, nowhere)
    return Entrant("human", "People", "human", "", rows, nowhere, player, "player")


def _columns(rows: Outcomes) -> dict[str, Floats]:
    placed = {f"{level}_acc_coordinates": rows.placed[level] for level in ("continent", "country")}
    return {"distance_km": rows.distance_km, **placed}


@lru_cache
def _likely(skill_and_play: float) -> Truths:
    """What is true of other people on other clips."""
    return _truth(MEAN, SPREAD.person, skill_and_play, np.random.default_rng([SEED, 1]))


@lru_cache
def _model_likely() -> Truths:
    return _truth(MEAN + MODEL_AHEAD, 0.0, 0.0, np.random.default_rng([SEED, 2]))


def _truth(
    mean: float, person: float, skill_and_play: float, rng: np.random.Generator, many: int = 1_000_000
) -> Truths:
    lat, lon = _places(many, rng)
    spread = float(np.linalg.norm([person, SPREAD.clip, SPREAD.residual]))
    logit = mean + skill_and_play * rng.uniform(-0.5, 0.5, many) + rng.normal(0, spread, many)
    return _figures(_outcomes(logit, np.arange(many), lat, lon, rng))


def _on_these(
    study: Played, lat: Floats, lon: Floats, rng: np.random.Generator, many: int = 12_000
) -> Truths:
    """What is true of other people on these very clips."""
    clip = np.arange(many) % len(lat)
    spread = float(np.hypot(SPREAD.person, SPREAD.residual))
    skill = rng.choice(study.above, many) + rng.normal(0, spread, many)
    return _figures(_outcomes(MEAN + study.easier[clip] + skill, clip, lat, lon, rng))


def _figures(rows: Outcomes) -> Truths:
    """Of answers that each count the same."""
    means = {key: float(column.mean()) for key, column in values_everywhere(rows) if not np.isnan(column[0])}
    ends = np.quantile(rows.distance_km, list(QUANTILES.values())).tolist()
    return means | dict(zip(QUANTILES, ends, strict=True))


def _places(number: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    lat: Floats = np.degrees(np.arcsin(rng.uniform(-1, 1, number)))
    return lat, rng.uniform(-180, 180, number)


def _moved(lat: Floats, lon: Floats, km: Floats, bearing: Floats) -> tuple[Floats, Floats]:
    """Along a great circle of a globe."""
    north, angle = np.radians(lat), km / EARTH_KM
    sine = np.sin(north) * np.cos(angle) + np.cos(north) * np.sin(angle) * np.cos(bearing)
    east = np.arctan2(np.sin(bearing) * np.sin(angle) * np.cos(north), np.cos(angle) - np.sin(north) * sine)
    there: Floats = (lon + np.degrees(east) + 540) % 360 - 180
    return np.degrees(np.arcsin(np.clip(sine, -1, 1))), there


def _cell(lat: Floats, lon: Floats, level: str) -> Integers:
    rows, columns = CELLS[level]
    row = np.minimum((np.sin(np.radians(lat)) + 1) / 2 * rows, rows - 1).astype(np.intp)
    column = np.minimum((lon + 180) / 360 * columns, columns - 1).astype(np.intp)
    return row * columns + column
