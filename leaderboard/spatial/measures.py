"""What is measured of answers around the head; each measure is a mean over items, or a median."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from game.scenes.directions import (
    great_circle_degrees,
    is_front_back_reversed,
    is_up_down_reversed,
    lateral_error,
    lateral_polar,
    polar_error,
    unit_vector,
)
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.spatial.trials import Trials

Unit = Literal["share", "deg", "m", "ratio"]
Summary = Literal["mean", "median", "rms"]
NEAR_EARS = 60.0
"""Degrees to the side beyond which a turn about the axis of the ears hardly moves a sound."""
CLEARLY_BEHIND = 15.0
"""Degrees from the plane of the mirror from which an answer's mirror image can be told apart."""
NEAREST_M = 0.01


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the board.

    Attributes
    ----------
    kind : str
        Of the items that it is about.
    is_good : bool
        Whether more is better.
    """

    key: str
    kind: str
    unit: Unit
    summary: Summary = "mean"
    is_good: bool = False


MEASURES = (
    Measure("error_degrees", "point", "deg"),
    Measure("median_degrees", "point", "deg", "median"),
    Measure("lateral_degrees", "point", "deg", "rms"),
    Measure("polar_degrees", "point", "deg"),
    Measure("front_back", "point", "share"),
    Measure("up_down", "point", "share"),
    Measure("within_20", "point", "share", is_good=True),
    Measure("within_30", "point", "share", is_good=True),
    Measure("distance_ratio", "point", "ratio"),
    Measure("distance_error_m", "point", "m"),
    Measure("correct", "choice", "share", is_good=True),
    Measure("metres_ratio", "number", "ratio"),
    Measure("metres_error", "number", "m"),
    Measure("angle_error", "number", "deg"),
)
BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}


def values(trials: Trials) -> dict[str, Floats]:
    """Every measure's value of every trial, NaN where it is not about the trial.

    A choice without an answer is wrong. Other answers that are missing have no value. Lateral errors are
    signed, positive to the left; ratios are natural logarithms of answered over true, without their sign.
    """
    pointed = pointing_values(
        (trials.true_azimuth, trials.true_elevation), (trials.azimuth, trials.elevation)
    )
    point = trials.kind == "point"
    choice = (trials.kind == "choice") & ~np.isnan(trials.true_option)
    metres, degrees = trials.unit == "m", trials.unit == "deg"
    off = np.abs(trials.number_answered - trials.true_number)
    return {
        **{key: np.where(point, found, np.nan) for key, found in pointed.items()},
        "distance_ratio": np.where(point, log_ratio(trials.distance_m, trials.true_distance_m), np.nan),
        "distance_error_m": np.where(point, np.abs(trials.distance_m - trials.true_distance_m), np.nan),
        "correct": np.where(choice, (trials.option == trials.true_option).astype(np.float64), np.nan),
        "metres_ratio": np.where(metres, log_ratio(trials.number_answered, trials.true_number), np.nan),
        "metres_error": np.where(metres, off, np.nan),
        "angle_error": np.where(degrees, off, np.nan),
    }


def pointing_values(true: tuple[Floats, Floats], given: tuple[Floats, Floats]) -> dict[str, Floats]:
    """The measures of directions, NaN where one of the two is unknown.

    Front-back reversals are of sounds at least `CLEARLY_BEHIND` degrees off the plane through both ears and
    the top of the head, up-down reversals of those so far off the level plane, and polar errors of those at
    most `NEAR_EARS` degrees to the side.
    """
    off = great_circle_degrees(*true, *given)
    known = ~np.isnan(off)
    lateral, _ = lateral_polar(*true)
    least = np.sin(np.radians(CLEARLY_BEHIND))
    ahead, _, up = np.moveaxis(unit_vector(*true), -1, 0)
    return {
        "error_degrees": off,
        "median_degrees": off,
        "lateral_degrees": lateral_error(*true, *given),
        "polar_degrees": np.where(np.abs(lateral) <= NEAR_EARS, polar_error(*true, *given), np.nan),
        "front_back": _share(is_front_back_reversed, true, given, known & (np.abs(ahead) >= least)),
        "up_down": _share(is_up_down_reversed, true, given, known & (np.abs(up) >= least)),
        "within_20": np.where(known, (off <= 20).astype(np.float64), np.nan),
        "within_30": np.where(known, (off <= 30).astype(np.float64), np.nan),
    }


def log_ratio(answered: Floats, true: Floats) -> Floats:
    """How far one length is from another, as the natural logarithm of their ratio, without its sign."""
    ratio: Floats = np.abs(np.log(np.maximum(answered, NEAREST_M) / np.maximum(true, NEAREST_M)))
    return ratio


def _share(
    is_reversed: Callable[..., Bools], true: tuple[Floats, Floats], given: tuple[Floats, Floats], of: Bools
) -> Floats:
    shares: Floats = np.where(of, is_reversed(*true, *given).astype(np.float64), np.nan)
    return shares
