"""The same scores over all items, and by family, level and task."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from game.json_types import Json
from leaderboard.spatial.chance import AHEAD, UNIFORM
from leaderboard.spatial.measures import BY_KEY
from leaderboard.spatial.scores import Score, scores
from leaderboard.spatial.trials import Trials

ALL = "all"
SPLITS = ("family", "level", "task")
COLUMNS = (
    *("split", "part", "measure", "unit", "value", "low", "high", "interval_over"),
    *("chance_uniform", "chance_ahead", "trials", "items", "players"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Scores over some of the items.

    Attributes
    ----------
    split, name : str
        `ALL` twice, or one of `SPLITS` and a value of it.
    """

    split: str
    name: str
    scores: Mapping[str, Score]


def breakdown(trials: Trials) -> list[Part]:
    """All items first, then each family, level and task that has trials, in alphabetical order."""
    parts = [Part(ALL, ALL, scores(trials))]
    for split in SPLITS:
        column = getattr(trials, split)
        names = sorted({name for name in column.tolist() if name})
        parts += [Part(split, name, scores(trials.only(np.asarray(column == name)))) for name in names]
    return parts


def lines(parts: list[Part]) -> Iterator[Json]:
    """Every figure as one line of a table, with the columns `COLUMNS`."""
    for part in parts:
        for key, score in part.scores.items():
            yield {"split": part.split, "part": part.name, "measure": key} | line_of(key, score)


def line_of(key: str, score: Score) -> Json:
    """A figure's cells from `unit` on; those that are unknown are None."""
    low, high = score.interval or (None, None)
    return {
        "unit": BY_KEY[key].unit,
        "value": _rounded(score.value),
        "low": _rounded(low),
        "high": _rounded(high),
        "interval_over": "people and items" if score.over_people else "items",
        "chance_uniform": _rounded(score.chance.get(UNIFORM)),
        "chance_ahead": _rounded(score.chance.get(AHEAD)),
        "trials": score.trials,
        "items": score.items,
        "players": score.players,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None or np.isnan(number) else round(number, 6)
