"""Simulated listeners with known errors, and how often the second board's intervals hold the truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from benchmarks.figures import Figure
from benchmarks.intervals import SEED, STUDIES, Coverage, Floats, Found, covered
from benchmarks.tables import figures_of
from game.scenes.directions import azimuth_elevation, lateral_polar
from leaderboard.scoring.rows import Integers
from leaderboard.spatial.chance import even_directions
from leaderboard.spatial.measures import BY_KEY, values
from leaderboard.spatial.scores import average, scores
from leaderboard.spatial.trials import Trials

LATERAL_NOISE, POLAR_NOISE, REVERSALS = 10.0, 10.0, 0.2
MEASURES = ("error_degrees", "median_degrees", "lateral_degrees", "front_back", "within_20")
POOL = 400_000  # answers of as many people to as many items, of which the truth is taken


@dataclass(frozen=True)
class Design:
    """Who points at what.

    Attributes
    ----------
    players, trials, items : int
        Each player points at so many of the items, drawn at random.
    spread : float
        How much players and items differ, each: the standard deviation of the logarithm of their errors.
    """

    name: str
    players: int
    trials: int
    items: int
    spread: float


DESIGNS = (
    Design("1 listener, 600 trials on 150 items", 1, 600, 150, 0.0),
    Design("20 people, 30 of 150 items each", 20, 30, 150, 0.3),
    Design("12 people, 40 of 60 items each", 12, 40, 60, 0.3),
    Design("60 people, 10 of 150 items each", 60, 10, 150, 0.3),
)


def measure(quick: bool) -> list[Figure]:
    """Simulate players of every design."""
    return list(figures_of(coverages(4 if quick else STUDIES)))


def coverages(studies: int, designs: tuple[Design, ...] = DESIGNS) -> Iterator[Coverage]:
    """Simulate every design as often."""
    for number, design in enumerate(designs):
        chance = (np.random.default_rng([SEED, 900 + number, study]) for study in range(studies))
        yield from covered(design.name, (_found(design, rng) for rng in chance))


def played(design: Design, rng: np.random.Generator) -> Trials:
    """The answers of a design's players."""
    item = np.concatenate(
        [
            rng.permutation(design.items)[np.arange(design.trials) % design.items]
            for _ in range(design.players)
        ]
    )
    player = np.repeat(np.arange(design.players), design.trials)
    lattice = even_directions(20 * design.items)
    chosen = rng.permutation(20 * design.items)[: design.items]
    true = lattice[0][chosen][item], lattice[1][chosen][item]
    of_player, of_item = (np.exp(rng.normal(0, design.spread, n)) for n in (design.players, design.items))
    return pointed(item, player, true, points(*true, of_player[player] * of_item[item], rng))


def points(
    azimuth: Floats, elevation: Floats, harder: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Where listeners point whose noise and reversals are ``harder`` times the usual."""
    lateral, polar = lateral_polar(azimuth, elevation)
    side = np.radians(lateral + LATERAL_NOISE * harder * rng.normal(size=len(lateral)))
    turn = np.radians(polar + POLAR_NOISE * harder * rng.normal(size=len(polar)))
    ahead = np.where(rng.random(len(lateral)) < np.minimum(REVERSALS * harder, 0.9), -1, 1)
    x, y, z = np.cos(side) * np.cos(turn), np.sin(side), np.cos(side) * np.sin(turn)
    return azimuth_elevation(np.stack([ahead * x, y, z], axis=-1))


def pointed(
    item: Integers, player: Integers, true: tuple[Floats, Floats], given: tuple[Floats, Floats]
) -> Trials:
    """Answers to point items without distances."""
    nothing = np.full(len(item), np.nan)

    def alike(word: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        return np.full(len(item), word, dtype=np.object_)

    return Trials(
        items=tuple(str(number) for number in range(1 + int(item.max(initial=-1)))),
        item=item.astype(np.int64),
        player=player.astype(np.int64),
        group=alike("simulated"),
        family=alike("hear-you-are"),
        level=alike(""),
        task=alike("q7_point"),
        kind=alike("point"),
        unit=alike(""),
        azimuth=given[0],
        elevation=given[1],
        distance_m=nothing,
        option=nothing,
        number_answered=nothing,
        true_azimuth=true[0],
        true_elevation=true[1],
        true_distance_m=nothing,
        true_option=nothing,
        true_number=nothing,
        chances=nothing,
    )


def _found(design: Design, rng: np.random.Generator) -> Found:
    found, truth = scores(played(design, rng)), _truth(design.spread)
    for key in MEASURES:
        yield key, found[key].value, found[key].interval, truth[key]


@lru_cache
def _truth(spread: float) -> dict[str, float]:
    """What comes out of as many people, each with one item of their own."""
    rng = np.random.default_rng([SEED, 999])
    one, harder = np.arange(POOL), np.exp(rng.normal(0, spread * np.sqrt(2), POOL))
    true = even_directions(POOL)
    trials = pointed(one, one, true, points(*true, harder, rng))
    columns = values(trials)
    known = {key: ~np.isnan(columns[key]) for key in MEASURES}
    return {key: average(BY_KEY[key], trials.only(mask), columns[key][mask]) for key, mask in known.items()}
