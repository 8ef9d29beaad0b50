"""What chance scores on the same items: a uniform pointer, an always-ahead pointer, blind choices."""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from game.scenes.questions.relative import FARTHEST_ANGLE, LONGEST
from leaderboard.scoring.rows import Floats
from leaderboard.spatial.measures import NEAREST_M, pointing_values
from leaderboard.spatial.trials import Trials

DIRECTIONS = 800
LATERAL = "lateral_degrees"
UNIFORM, AHEAD = "uniform", "ahead"


def chance_values(trials: Trials, pointer: str) -> dict[str, Floats]:
    """What chance is expected to score on each trial's item, as `leaderboard.spatial.measures.values` has it.

    The pointer says nothing about distances; numbers are, with the uniform one, any of the slider's. The
    lateral error is the root of the mean square.

    Parameters
    ----------
    pointer : str
        `UNIFORM`: every direction of the sphere is equally likely. `AHEAD`: always straight ahead.
    """
    truths = np.stack([trials.true_azimuth, trials.true_elevation], axis=-1)
    known = (trials.kind == "point") & ~np.isnan(truths).any(axis=-1)
    distinct, which = np.unique(truths[known], axis=0, return_inverse=True)
    expected = _uniform(distinct) if pointer == UNIFORM else _ahead(distinct)
    found = {key: np.full(len(trials), np.nan) for key in expected}
    for key, one in expected.items():
        found[key][known] = one[which.ravel()]
    if pointer == UNIFORM:
        found |= _blind_numbers(trials)
    return found | {"correct": np.where(np.isnan(trials.true_option), np.nan, trials.chances)}


def _blind_numbers(trials: Trials) -> dict[str, Floats]:
    """What any number that may be answered, all equally likely, is expected to score; by integrals."""
    metres = np.where(trials.unit == "m", np.clip(trials.true_number, NEAREST_M, LONGEST), np.nan)
    degrees = np.where(trials.unit == "deg", trials.true_number, np.nan)
    return {
        "metres_error": (metres**2 + (LONGEST - metres) ** 2) / (2 * LONGEST),
        "metres_ratio": 2 * metres / LONGEST + np.log(LONGEST / metres) - 1,
        "angle_error": (degrees**2 + (FARTHEST_ANGLE - degrees) ** 2) / (2 * FARTHEST_ANGLE),
    }


def even_directions(number: int) -> tuple[Floats, Floats]:
    """Azimuths and elevations spread evenly over the sphere: a Fibonacci lattice (Gonzalez 2010)."""
    step = np.arange(number) + 0.5
    azimuth = np.mod(step * 180 * (3 - np.sqrt(5)), 360) - 180
    return azimuth, np.degrees(np.arcsin(1 - 2 * step / number))


def _uniform(truths: Floats) -> dict[str, Floats]:
    expected = [_uniform_at(azimuth, elevation) for azimuth, elevation in truths.tolist()]
    return {key: np.array([one[key] for one in expected]) for key in expected[0]} if expected else {}


@lru_cache(maxsize=10_000)
def _uniform_at(azimuth: float, elevation: float) -> Mapping[str, float]:
    """The uniform pointer at one truth; by integrals where they are known, else over a lattice."""
    true = np.array([azimuth]), np.array([elevation])
    found = {key: _expected(key, column) for key, column in pointing_values(true, _LATTICE).items()}
    return found | {
        "error_degrees": 90.0,
        "median_degrees": 90.0,
        "within_20": _cap(20),
        "within_30": _cap(30),
    }


def _cap(degrees: float) -> float:
    """The share of the sphere that lies within so many degrees of a point."""
    return (1 - math.cos(math.radians(degrees))) / 2


def _expected(key: str, column: Floats) -> float:
    if np.isnan(column).all():
        return math.nan
    return float(np.sqrt(np.mean(column**2)) if key == LATERAL else np.mean(column))


def _ahead(truths: Floats) -> dict[str, Floats]:
    nothing = np.zeros(len(truths))
    return pointing_values((truths[:, 0], truths[:, 1]), (nothing, nothing))


_LATTICE = even_directions(DIRECTIONS)
