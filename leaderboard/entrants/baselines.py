"""Baselines that ignore the sound: random points, and one point for all clips."""

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.best_point import Cost, best_point
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Floats, Integers, Responses, Truth, labels_at
from leaderboard.sentences import Sentence, text

SEED = 42  # of the figures in data/agl1k_constants.json
DRAWS = 200  # points per clip
_LATTICE = 20_000  # points
_GOLDEN_ANGLE_DEG: float = 180 * (3 - 5**0.5)

BEST_CLICK = "constant/best-geoscore"
BEST: dict[str, Cost] = {
    BEST_CLICK: lambda distance_km: -geoscore(distance_km),
    "constant/best-distance": lambda distance_km: distance_km,
}
_ONE_CLICK = text("board.about.one_click")
_NAMES_AND_NOTES = {
    BEST_CLICK: (text("board.entrant.click_geoscore"), _ONE_CLICK),
    "constant/best-distance": (text("board.entrant.click_distance"), _ONE_CLICK),
    "constant/random-sphere": (
        text("board.entrant.random_sphere"),
        text("board.about.random_sphere", draws=DRAWS),
    ),
    "constant/random-latitude": (
        Sentence.of("Random, as in AGL1K's code", "board.entrant.random_latitude"),
        text("board.about.random_latitude", draws=DRAWS),
    ),
}


def baseline_entrants(
    truth: Truth, gazetteer: Gazetteer, rules: NameRules, rng: np.random.Generator
) -> tuple[Entrant, ...]:
    """Let the baselines answer all clips.

    Parameters
    ----------
    truth : Truth
        At least one clip. With only one, there is no other half to find the best point on.
    rng : numpy.random.Generator
        Splits the clips into halves and assigns random points to clips.

    Returns
    -------
    tuple of Entrant
        The best single point for GeoScore and the best for distance, with one answer per clip; then random
        points on the sphere, and random points as AGL1K's evaluation draws them (`analyze_new.py`: latitude
        and longitude uniform), with `DRAWS` answers per clip.
    """
    for_halves, for_sphere, for_latitude = _generators(rng)
    height, lon = _lattice()
    on_sphere = np.column_stack([np.degrees(np.arcsin(height)), lon])
    by_latitude = np.column_stack([90 * height, lon])
    return (
        *_one_click(truth, gazetteer, rules, for_halves),
        _random("constant/random-sphere", on_sphere, truth, gazetteer, rules, for_sphere),
        _random("constant/random-latitude", by_latitude, truth, gazetteer, rules, for_latitude),
    )


def click_answers(truth: Truth) -> Floats:
    """For each clip, latitude and longitude with which `BEST_CLICK` answers it."""
    half = _halves(len(truth.lat), _generators(np.random.default_rng(SEED))[0])
    answers: Floats = _found_on_other_half(truth, BEST[BEST_CLICK], half)[half]
    return answers


def _generators(rng: np.random.Generator) -> list[np.random.Generator]:
    """For halves, and for each way of drawing points."""
    return rng.spawn(3)


def _halves(clips: int, rng: np.random.Generator) -> Integers:
    half: Integers = rng.permutation(np.arange(clips)) % 2
    return half


def _one_click(
    truth: Truth, gazetteer: Gazetteer, rules: NameRules, rng: np.random.Generator
) -> list[Entrant]:
    clip = np.arange(len(truth.lat))
    if len(clip) < 2:
        return []
    half = _halves(len(clip), rng)
    return [
        _entrant(key, truth, _found_on_other_half(truth, cost, half), clip, half, gazetteer, rules)
        for key, cost in BEST.items()
    ]


def _random(
    key: str,
    points: Floats,
    truth: Truth,
    gazetteer: Gazetteer,
    rules: NameRules,
    rng: np.random.Generator,
) -> Entrant:
    clip = np.repeat(np.arange(len(truth.lat)), DRAWS)
    return _entrant(key, truth, points, clip, _deal(len(clip), rng), gazetteer, rules)


def _entrant(
    key: str,
    truth: Truth,
    points: Floats,
    clip: Integers,
    index: Integers,
    gazetteer: Gazetteer,
    rules: NameRules,
) -> Entrant:
    """Answer each of ``clip`` with the point at ``index``; each point that is used is named once."""
    used, index = np.unique(index, return_inverse=True)
    points = points[used]
    labels = {
        level: named[index] for level, named in labels_at(points[:, 0], points[:, 1], gazetteer).items()
    }
    never = np.zeros(len(clip), dtype=np.bool_)
    answers = Responses(clip, points[index, 0], points[index, 1], silent=never, refused=never, labels=labels)
    name, note = _NAMES_AND_NOTES[key]
    rows = compare(truth, answers, labels, rules)
    return Entrant(key, name, "constant", note, rows, continents(labels["continent"]))


def _found_on_other_half(truth: Truth, cost: Cost, half: Integers) -> Floats:
    """For each half of the clips, latitude and longitude of the point that is best on the other half."""
    others = (half == 1, half == 0)
    return np.array([best_point(truth.lat[other], truth.lon[other], cost) for other in others])


def _lattice() -> tuple[Floats, Floats]:
    """A Fibonacci lattice: sines of latitude, -1 to 1, and longitudes of evenly spaced points.

    They stand in for random points: each needs to be named only once, and no lucky draw is among them.
    """
    index = np.arange(_LATTICE, dtype=np.float64)
    return (2 * index + 1) / _LATTICE - 1, (index * _GOLDEN_ANGLE_DEG) % 360 - 180


def _deal(count: int, rng: np.random.Generator) -> Integers:
    """Indices of lattice points in random order; none repeats before all have been used."""
    decks = [rng.permutation(_LATTICE) for _ in range(-(-count // _LATTICE))]
    return np.concatenate(decks)[:count]
