"""Baseline models that ignore the sound: one point for all clips, or random points."""

import re
from collections.abc import Sequence

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.packs.clip import Clip
from leaderboard.answers.agl1k_format import readable_city, readable_degrees
from leaderboard.answers.name_rules import NameRules
from leaderboard.evaluation.answer_parser import ParsedAnswer
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.scoring.rows import Floats, labels_at

RANDOM = "random"
_CONSTANT = re.compile(r"constant:(?P<lat>[^,]+),(?P<lon>[^,]+)")


class ModelError(EvaluationError):
    """A baseline's name that cannot be parsed; the message shows the form it needs."""


def is_baseline(model: str) -> bool:
    """Whether this is the name of a baseline."""
    return model == RANDOM or model.startswith("constant:")


def baseline_answers(
    model: str, clips: Sequence[Clip], seed: int, gazetteer: Gazetteer, rules: NameRules
) -> list[ParsedAnswer]:
    """Answer all clips.

    Parameters
    ----------
    model : str
        ``constant:LAT,LON`` in degrees; or ``random``, which draws latitude and longitude independently and
        uniformly, as AGL1K's evaluation does.

    Returns
    -------
    list of ParsedAnswer
        With the benchmark's labels of each point.

    Raises
    ------
    ModelError
    """
    points = _random(len(clips), seed) if model == RANDOM else np.tile(_constant(model), (len(clips), 1))
    labels = labels_at(points[:, 0], points[:, 1], gazetteer)
    columns = (labels[level].tolist() for level in ("city", "country", "continent"))
    named = zip(points.tolist(), *columns, strict=True)
    return [
        ParsedAnswer(
            readable_degrees(lat),
            readable_degrees(lon),
            readable_city(city, country, rules),
            country,
            continent,
            reason="",
            mended=(),
            unread=(),
        )
        for (lat, lon), city, country, continent in named
    ]


def _random(count: int, seed: int) -> Floats:
    return np.random.default_rng(seed).uniform((-90, -180), (90, 180), (count, 2))


def _constant(model: str) -> tuple[float, float]:
    match = _CONSTANT.fullmatch(model)
    try:
        lat, lon = (float(match[axis]) for axis in ("lat", "lon")) if match else (np.nan, np.nan)
    except ValueError:
        lat, lon = np.nan, np.nan
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ModelError(f"--model {model}: write constant:LAT,LON in degrees, such as constant:50.95,6.97.")
    return lat, lon
