"""A row of the table from averages of rounds, and the intervals of its means."""

from collections.abc import Mapping

import numpy as np

from leaderboard.board.standings import Standing, missing
from leaderboard.dataset.averages import Averages
from leaderboard.dataset.distance_quantiles import distance_quantiles
from leaderboard.dataset.means import positions
from leaderboard.entrants.entrant import Kind
from leaderboard.scoring.metrics import PARTS
from leaderboard.uncertainty.confidence_intervals import UNITS
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals
from leaderboard.uncertainty.standard_errors import Estimates


def averaged_row(found: Averages, key: str, name: str, kind: Kind, note: str) -> Standing:
    """A row without intervals."""
    quantiles = distance_quantiles(found.weighed)
    clips, rows = found.parts["all"].clips, found.parts["all"].rows
    return Standing(
        key=key,
        name=name,
        kind=kind,
        basis="clips",
        note=note,
        clips=clips,
        guesses=rows,
        players=found.players,
        under="human" if key.startswith("human/") else None,
        figures={part: _figures(found, part) | quantiles[part] for part in PARTS},
        provisional=missing(clips, rows),
    )


def intervals_of(estimates: Estimates) -> Mapping[str, Mapping[str, Interval]]:
    """Intervals by part, from estimates of `leaderboard.dataset.means.MEANS`."""
    intervals = {}
    for part in PARTS:
        at = {key: index for key, index in positions(part).items() if index >= 0}
        each = estimates.at(np.array([*at.values()], np.intp))
        intervals[part] = scaled_intervals(at, [UNITS[key] for key in at], each)
    return intervals


def _figures(found: Averages, part: str) -> dict[str, float]:
    means = np.append(found.spread.mean, np.nan).tolist()
    return {
        "n": found.parts[part].clips,
        "n_answers": found.parts[part].rows,
        **{key: means[at] for key, at in positions(part).items()},
    }
