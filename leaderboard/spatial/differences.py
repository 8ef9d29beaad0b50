"""How far models are ahead of people on the items that both answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Floats
from leaderboard.spatial.entrants import Entrant
from leaderboard.spatial.measures import BY_KEY, values
from leaderboard.spatial.trials import Trials
from leaderboard.uncertainty.differences import differences, holm
from leaderboard.uncertainty.scaled_intervals import Interval

COMPARED = ("error_degrees", "correct")


@dataclass(frozen=True, slots=True)
class Difference:
    """A model less people, on the items of both.

    Attributes
    ----------
    interval : tuple of float or None
        95%; None with fewer than 10 people.
    p : float
        Of no difference, adjusted over the models by Holm's method; NaN without an interval.
    """

    model: str
    people: str
    measure: str
    model_value: float
    people_value: float
    interval: Interval | None
    p: float
    items: int
    players: int


def model_differences(people: Sequence[Entrant], models: Sequence[Entrant]) -> list[Difference]:
    """Every model beside every row of people, by `COMPARED` measure."""
    return [
        one
        for row in people
        for measure in COMPARED
        for one in _compared(row, models, measure)
        if models and row.pack == models[0].pack
    ]


def _compared(row: Entrant, models: Sequence[Entrant], measure: str) -> list[Difference]:
    column = values(row.trials)[measure]
    known = ~np.isnan(column)
    if not known.any() or not models:
        return []
    trials = row.trials.only(known)
    items, item = np.unique(trials.item, return_inverse=True)
    player = np.unique(trials.player, return_inverse=True)[1]
    names = [trials.items[number] for number in items]
    answers = np.stack([_answers(model.trials, names, measure) for model in models], axis=1)
    table = CrossedTable.of(item.astype(np.int64), player.astype(np.int64))
    unit = "share" if BY_KEY[measure].unit == "share" else "km"  # degrees are lengths of arcs, too
    found = differences(table, column[known], answers, unit)
    adjusted = holm(np.array([one.among_clips.p if one else np.nan for one in found]))
    return [
        Difference(
            *(model.key, row.key, measure, one.entrant, one.people),
            *(one.among_clips.interval, p, one.clips, one.players),
        )
        for model, one, p in zip(models, found, adjusted.tolist(), strict=True)
        if one
    ]


def _answers(trials: Trials, names: Sequence[str], measure: str) -> Floats:
    """The model's value of each item, NaN where it has none."""
    column = values(trials)[measure]
    by_name = {trials.items[number]: value for number, value in zip(trials.item, column, strict=True)}
    return np.array([by_name.get(name, np.nan) for name in names])
