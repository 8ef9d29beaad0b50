"""The control of a model: does it answer better with two channels than with their mean?"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from game.scenes.item import Answer, Item
from game.scenes.points import points
from leaderboard.spatial.answer_file import SpatialAnswers, SpatialAnswersError, read_spatial_answers
from leaderboard.spatial.answer_files import AnswerFiles
from leaderboard.uncertainty.scaled_intervals import Interval
from leaderboard.uncertainty.standard_errors import estimate

log = logging.getLogger("earwitness.leaderboard")
FEWEST_SCENES = 6
"""With five scenes, even five gains could be chance: a sign test of them has p = 0.06."""
ONE_EAR_IS_ENOUGH = frozenset(
    (
        *("q1_class", "q2_closer", "q3_metres", "q7_class", "q9_visible"),
        *("l1_class", "l1_distance", "l2_compare_object_distances"),
    )
)
"""Tasks that ask only what sounds, or how far away: a second ear helps little, so they are not compared."""


@dataclass(frozen=True, slots=True)
class MonoControl:
    """What two channels are worth to a model.

    Attributes
    ----------
    difference : float
        Points of 100 with both channels minus points with their mean, on average over items.
    interval : tuple of float or None
        95%, over other scenes; None with fewer than `FEWEST_SCENES`.
    items, scenes : int
        What it rests on: items about directions that were answered both ways.
    """

    difference: float
    interval: Interval | None
    items: int
    scenes: int

    @property
    def is_marked(self) -> bool:
        """Whether both channels are not shown to be better than their mean."""
        return self.interval is None or self.interval[0] <= 0


def mono_control(binaural: SpatialAnswers, mono: SpatialAnswers) -> MonoControl | None:
    """Compare a model's answers with both channels and with their mean, item by item.

    Unreadable answers earn no points. None where no item about directions, with a known truth, was answered
    both ways.
    """
    with_mono = {item.id: answer for item, answer in zip(mono.items, mono.answers, strict=True)}
    pairs = [
        (item, answer, with_mono[item.id])
        for item, answer in zip(binaural.items, binaural.answers, strict=True)
        if item.id in with_mono and item.answer is not None and item.task not in ONE_EAR_IS_ENOUGH
    ]
    if not pairs:
        return None
    gains = np.array([_points(item, both) - _points(item, one) for item, both, one in pairs])
    scenes, scene = np.unique([item.scene for item, _, _ in pairs], return_inverse=True)
    return MonoControl(float(gains.mean()), _interval(gains, scene), len(pairs), len(scenes))


def control_beside(binaural: SpatialAnswers, items: Mapping[str, Item]) -> MonoControl | None:
    """The control whose answers lie beside a file of answers; None where there are none that can be read."""
    file = AnswerFiles(binaural.file).mono
    if not file.is_file():
        return None
    try:
        return mono_control(binaural, read_spatial_answers(file, items))
    except SpatialAnswersError as error:
        log.warning("%s", error)
        return None


def _interval(gains: np.ndarray, scene: np.ndarray) -> Interval | None:
    """The interval of the mean over items, whose scenes may differ as wholes."""
    if len(np.unique(scene)) < FEWEST_SCENES:
        return None
    found = estimate([gains], scene.astype(np.int64), None, np.arange(len(gains)))
    half = float(found.error[0] * found.quantile[0])
    return float(found.mean[0]) - half, float(found.mean[0]) + half


def _points(item: Item, answer: Answer) -> float:
    try:
        return points(item, replace(answer, distance_m=answer.distance_m or 0.0))
    except ValueError:
        return 0.0
