"""95% confidence intervals of means: of the table's figures, and of GeoScore in groups of clips."""

from collections.abc import Iterable, Mapping

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.uncertainty.standard_errors import MIN_PLAYERS, Estimates, estimate

Interval = tuple[float, float]

_MOST = {"share": 1.0, "points": 5000.0}
_LIMITS = {column.key: (0.0, _MOST.get(column.unit, np.inf)) for column in COLUMNS}


def has_intervals(entrant: Entrant, people: Entrant | None) -> bool:
    """Whether an entrant can have intervals: people's own need `MIN_PLAYERS`.

    A crowd's answer depends on who is in it, so crowds have intervals only if people do.
    """
    if entrant.kind in {"alm", "constant"}:
        return True
    return people is not None and (people.players or 0) >= MIN_PLAYERS


def estimated(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    """Means of an entrant's columns with their errors, from clips and from players or seeds.

    Parameters
    ----------
    columns : iterable of ndarray of float, an entry per row
        One array per metric; rows where it is NaN do not count for it.
    """
    metrics, clip = list(columns), entrant.rows.clip
    estimates = estimate(metrics, clip, entrant.player, entrant.units)
    if entrant.seed is None:
        return estimates
    added = seed_errors(metrics, clip, entrant.seed)
    return estimates.widened(added.variance, added.freedom)


def mean_intervals(entrant: Entrant) -> dict[str, dict[str, Interval]]:
    """Intervals of all metrics that are means, by part; metrics without an interval are left out."""
    return {name: _spans(part) for name, part in entrant.parts()}


def group_intervals(entrant: Entrant, groups: Mapping[str, Bools]) -> dict[str, Interval]:
    """Intervals of the mean GeoScore of groups of an entrant's rows."""
    scores = geoscore(entrant.rows.distance_km)
    columns = (np.where(mask, scores, np.nan) for mask in groups.values())
    estimates = estimated(entrant, columns)
    return _named(groups, estimates.low, estimates.high, dict.fromkeys(groups, _LIMITS["geoscore"]))


def _spans(entrant: Entrant) -> dict[str, Interval]:
    if not len(entrant.rows.clip):
        return {}
    keys, columns = zip(*values(entrant.rows), strict=True)
    estimates = estimated(entrant, columns)
    return _named(keys, estimates.low, estimates.high, _LIMITS)


def _named(
    keys: Iterable[str], low: Floats, high: Floats, limits: Mapping[str, Interval]
) -> dict[str, Interval]:
    """Intervals by key, clipped to what is possible: no share is below 0."""
    ends = zip(keys, low.tolist(), high.tolist(), strict=True)
    return {
        key: (max(lowest, limits[key][0]), min(highest, limits[key][1]))
        for key, lowest, highest in ends
        if not np.isnan(lowest)
    }
