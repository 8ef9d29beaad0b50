"""The data for a fit: each clip's sounds, the judged contributions, and the model's error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from game.geo.geodesy import REFUSAL_KM, distance_km
from game.packs.clip import Clip
from leaderboard.answers.answers import Answer
from leaderboard.localizability.fit import ByCategory
from leaderboard.scoring.rows import Floats


@dataclass(frozen=True)
class Evidence:
    """An entry per clip.

    Attributes
    ----------
    times : tuple of mapping of str to float
        By category, the share of the clip's time in which it is heard.
    contributed : tuple of mapping of str to float
        By category, mean over judges.
    error_km : ndarray of float
        Of the model's answer; 10,000 for a refusal.
    left_out : mapping of str to int
        How many answered clips lack which data.
    """

    times: tuple[ByCategory, ...]
    contributed: tuple[ByCategory, ...]
    error_km: Floats
    left_out: Mapping[str, int]


def gather(
    clips: Sequence[Clip],
    answers: Sequence[Answer],
    contributed: Mapping[str, ByCategory],
    times: Mapping[str, ByCategory],
) -> Evidence:
    """Join the data by clip, in the order of the answers; at most one answer per clip."""
    errors = _errors_km({clip.key: clip for clip in clips}, answers)
    lacks = {answer.key: _lack(answer.key, errors, contributed, times) for answer in answers}
    complete = [key for key, lack in lacks.items() if not lack]
    missing = [lack for lack in lacks.values() if lack]
    return Evidence(
        tuple(times[key] for key in complete),
        tuple(contributed[key] for key in complete),
        np.array([errors[key] for key in complete], dtype=np.float64),
        {lack: missing.count(lack) for lack in dict.fromkeys(missing)},
    )


def _errors_km(clips: Mapping[str, Clip], answers: Sequence[Answer]) -> dict[str, float]:
    """By clip key; an answer with an unreadable coordinate has no error."""
    return {answer.key: _error_km(clips[answer.key], answer) for answer in answers if _has_error(answer)}


def _has_error(answer: Answer) -> bool:
    return answer.silent or answer.lat is not None


def _error_km(clip: Clip, answer: Answer) -> float:
    if answer.lat is None or answer.lon is None:
        return REFUSAL_KM
    return distance_km(clip.lat, clip.lon, answer.lat, answer.lon)


def _lack(key: str, *known: Mapping[str, object]) -> str:
    names = ("a readable coordinate", "contributions", "times of categories")
    return next((name for name, data in zip(names, known, strict=True) if key not in data), "")
