"""Means of an entrant's columns with their errors: of all its rows, in groups of clips, by part."""

from collections.abc import Iterable

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.seeds import seed_errors
from leaderboard.entrants.subgroups import clip_groups, group_spread
from leaderboard.scoring.metrics import PARTS, values
from leaderboard.scoring.rows import Floats, Truth
from leaderboard.scoring.spreads import Spread, spreads
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.standard_errors import Estimates, among_both, among_clips, joined


def estimated(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    """Means of an entrant's columns with their errors, from clips and from players or seeds.

    Parameters
    ----------
    columns : iterable of ndarray of float, an entry per row
        One array per metric; rows where it is NaN do not count for it.
    """
    metrics = list(columns)
    everywhere = np.ones((entrant.table.shape[1], 1), np.bool_)
    found = spreads(entrant.table, metrics, everywhere, entrant.is_averaged_by_player)
    return _with_seeds(joined([_errors(entrant, one) for one in found]), entrant, metrics)


def group_estimates(entrant: Entrant, truth: Truth) -> Estimates:
    """The mean GeoScore over each of `leaderboard.entrants.subgroups.clip_groups`, with its error."""
    clip, scores = entrant.rows.clip, geoscore(entrant.rows.distance_km)
    columns = (np.where(mask[clip], scores, np.nan) for mask in clip_groups(truth).values())
    return _with_seeds(_errors(entrant, group_spread(entrant, truth)), entrant, columns)


def part_estimates(entrant: Entrant, fewest_players: int = MIN_PLAYERS) -> dict[str, Estimates]:
    """The table's means with their errors by part, in the order of ``entrant.means.keys``.

    Parameters
    ----------
    fewest_players : int
        With fewer there is no error.
    """
    *columns, sounds = (_errors(entrant, one, fewest_players) for one in entrant.means.spreads)
    each = joined([*columns, sounds.at(entrant.means.by_sound)])
    by_part = {name: each.at(np.arange(at, len(each.mean), len(PARTS))) for at, name in enumerate(PARTS)}
    if entrant.seed is None:
        return by_part
    return {
        name: _with_seeds(by_part[name], part, (column for _, column in values(part.rows)))
        for name, part in entrant.parts()
    }


def _errors(entrant: Entrant, spread: Spread, fewest_players: int = MIN_PLAYERS) -> Estimates:
    return among_clips(spread) if entrant.player is None else among_both(spread, fewest_players)


def _with_seeds(found: Estimates, entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    if entrant.seed is None:
        return found
    added = seed_errors(columns, entrant.rows.clip, entrant.seed)
    return found.widened(added.variance, added.freedom)
