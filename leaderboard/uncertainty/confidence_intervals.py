"""95% intervals of what is a mean: of the table's figures, and of GeoScore in parts of the clips."""

from collections.abc import Iterable, Mapping

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.uncertainty.standard_errors import MIN_PLAYERS, Estimates, estimate

Span = tuple[float, float]

_MOST = {"share": 1.0, "points": 5000.0}
_LIMITS = {column.key: (0.0, _MOST.get(column.unit, np.inf)) for column in COLUMNS}


def has_spans(entrant: Entrant, people: Entrant | None) -> bool:
    """Whether intervals can be given: people's own need `MIN_PLAYERS`.

    What a crowd says depends on who is in it, so it has none as long as people have none.
    """
    if entrant.kind in {"alm", "constant"}:
        return True
    return people is not None and (people.players or 0) >= MIN_PLAYERS


def estimated(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    """Means of an entrant's values, with all that makes them unsure: clips, and players or seeds.

    Parameters
    ----------
    columns : iterable of ndarray of float, an entry a row
        One array a metric; rows where it is NaN do not count for it.
    """
    each, clip = list(columns), entrant.rows.clip
    found = estimate(each, clip, entrant.player, entrant.units)
    if entrant.seed is None:
        return found
    more = seed_errors(each, clip, entrant.seed)
    return found.widened(more.variance, more.freedom)


def spans(entrant: Entrant) -> dict[str, dict[str, Span]]:
    """Intervals of the metrics that are means, by part; what none can be given for is left out."""
    return {name: _spans(part) for name, part in entrant.parts()}


def group_spans(entrant: Entrant, groups: Mapping[str, Bools]) -> dict[str, Span]:
    """Intervals of the mean GeoScore in groups of an entrant's rows."""
    scores = geoscore(entrant.rows.distance_km)
    columns = (np.where(mask, scores, np.nan) for mask in groups.values())
    found = estimated(entrant, columns)
    return _named(groups, found.low, found.high, dict.fromkeys(groups, _LIMITS["geoscore"]))


def _spans(entrant: Entrant) -> dict[str, Span]:
    if not len(entrant.rows.clip):
        return {}
    keys, columns = zip(*values(entrant.rows), strict=True)
    found = estimated(entrant, columns)
    return _named(keys, found.low, found.high, _LIMITS)


def _named(keys: Iterable[str], low: Floats, high: Floats, limits: Mapping[str, Span]) -> dict[str, Span]:
    """Intervals by their keys, cut where a figure cannot be: no share is below 0."""
    found = zip(keys, low.tolist(), high.tolist(), strict=True)
    return {
        key: (max(lowest, limits[key][0]), min(highest, limits[key][1]))
        for key, lowest, highest in found
        if not np.isnan(lowest)
    }
