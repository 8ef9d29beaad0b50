"""95% confidence intervals of means: of the table's figures, and of GeoScore in groups of clips."""

from collections.abc import Callable, Iterable, Mapping
from weakref import WeakKeyDictionary

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.subgroups import clip_groups
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats, Truth
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.entrant_estimates import estimated, group_estimates, part_estimates
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals
from leaderboard.uncertainty.standard_errors import Estimates, estimate

ByPart = Mapping[str, Mapping[str, Interval]]
Estimator = Callable[[Entrant, Iterable[Floats]], Estimates]

UNITS = {column.key: column.unit for column in COLUMNS}
# Models and baselines stay as they are while guesses come in, so their intervals are computed once.
_known: WeakKeyDictionary[Entrant, ByPart] = WeakKeyDictionary()


def has_intervals(entrant: Entrant, people: Entrant | None) -> bool:
    """Whether an entrant can have intervals: people's own need `MIN_PLAYERS`.

    A crowd's answer depends on who is in it, so crowds have intervals only if people do.
    """
    return may_have_intervals(entrant, None if people is None else people.players)


def may_have_intervals(entrant: Entrant, players: int | None) -> bool:
    """The same, given how many people there are."""
    return entrant.kind in {"alm", "constant"} or (players or 0) >= MIN_PLAYERS


def mean_intervals(entrant: Entrant) -> ByPart:
    """Intervals of all metrics that are means, by part; metrics without an interval are left out.

    They answer: what would come out with other players like these, on other clips like these?
    """
    if not len(entrant.rows.clip):
        return {}
    if entrant not in _known:
        _known[entrant] = scaled_by_part(entrant, part_estimates(entrant))
    return _known[entrant]


def scaled_by_part(entrant: Entrant, found: Mapping[str, Estimates]) -> ByPart:
    """Intervals of the table's means from their estimates, as `part_estimates` orders them."""
    keys = entrant.means.keys
    units = [UNITS[key] for key in keys]
    return {name: scaled_intervals(keys, units, part) for name, part in found.items()}


def intervals_on_these_clips(entrant: Entrant) -> ByPart:
    """Like `mean_intervals`, with other players like these, but on these very clips.

    Empty without players: a model's answers to these clips are all there are.
    """
    if entrant.player is None:
        return {}
    enough = ((name, part) for name, part in entrant.parts() if (part.players or 0) >= MIN_PLAYERS)
    return {name: scaled(part, _among_players) for name, part in enough}


def group_intervals(entrant: Entrant, truth: Truth) -> dict[str, Interval]:
    """Intervals of the mean GeoScore over groups of clips."""
    groups = clip_groups(truth)
    return scaled_intervals(groups, ["points"] * len(groups), group_estimates(entrant, truth))


def row_group_intervals(entrant: Entrant, groups: Mapping[str, Bools]) -> dict[str, Interval]:
    """Intervals of the mean GeoScore of groups of an entrant's rows."""
    scores = geoscore(entrant.rows.distance_km)
    columns = (np.where(mask, scores, np.nan) for mask in groups.values())
    return scaled_intervals(groups, ["points"] * len(groups), estimated(entrant, columns))


def scaled(entrant: Entrant, errors: Estimator) -> dict[str, Interval]:
    """Intervals of an entrant's means, with the errors that a function finds for its columns."""
    if not len(entrant.rows.clip):
        return {}
    keys, columns = zip(*values(entrant.rows), strict=True)
    return scaled_intervals(keys, [UNITS[key] for key in keys], errors(entrant, columns))


def _among_players(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    assert entrant.player is not None
    return estimate(columns, entrant.player, None, entrant.units)
