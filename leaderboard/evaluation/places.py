"""Models that hear nothing: one point for all clips, or points by chance."""

import re
from collections.abc import Sequence

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.packs.clip import Clip
from leaderboard.answers.agl1k_format import readable_city, readable_degrees
from leaderboard.answers.name_rules import NameRules
from leaderboard.evaluation.answer_parser import Located
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.scoring.rows import Floats, labels_at

RANDOM = "random"
_CONSTANT = re.compile(r"constant:(?P<lat>[^,]+),(?P<lon>[^,]+)")


class ModelError(EvaluationError):
    """A model's name that cannot be read; the message says what it should be like."""


def hears_nothing(model: str) -> bool:
    """Whether a model of this name answers without being asked."""
    return model == RANDOM or model.startswith("constant:")


def answers_unheard(
    model: str, clips: Sequence[Clip], seed: int, gazetteer: Gazetteer, rules: NameRules
) -> list[Located]:
    """Answer all clips.

    Parameters
    ----------
    model : str
        ``constant:LAT,LON`` in degrees; or ``random``, which draws latitude and longitude evenly, each by
        itself, as AGL1K's evaluation does.

    Returns
    -------
    list of Located
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
        Located(
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
    found = _CONSTANT.fullmatch(model)
    try:
        lat, lon = (float(found[axis]) for axis in ("lat", "lon")) if found else (np.nan, np.nan)
    except ValueError:
        lat, lon = np.nan, np.nan
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise ModelError(f"--model {model}: write constant:LAT,LON in degrees, as in constant:50.95,6.97.")
    return lat, lon
