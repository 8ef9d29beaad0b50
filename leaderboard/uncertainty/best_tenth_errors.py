"""Errors of the best tenth, derived for the rule that selects and scores them."""

from collections.abc import Callable, Iterable

import numpy as np

from leaderboard.entrants.best_tenth import BestTenth, Selection
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.metrics import mean_known, values
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.uncertainty.confidence_intervals import ByPart, scaled_by_part
from leaderboard.uncertainty.entrant_estimates import part_estimates
from leaderboard.uncertainty.standard_errors import Estimates, estimate

FEWEST_SELECTED = 5  # a tenth of the fewest players with a best tenth


def rule_intervals(best: BestTenth) -> ByPart:
    """Intervals for the rule: what it would find among other players and clips like these."""
    entrant = best.entrant
    if entrant is None:
        return {}
    lines = (np.array([*part.values()]) for part in best.marginal().means.by_part())
    found = part_estimates(entrant, FEWEST_SELECTED)
    widened = {
        name: over_selections(best.selection, part, line)
        for (name, part), line in zip(found.items(), lines, strict=True)
    }
    return scaled_by_part(entrant, widened)


def selected_intervals(best: BestTenth) -> ByPart:
    """Intervals for the players who are selected: what they would score on other clips like these."""
    entrant = best.entrant
    if entrant is None:
        return {}
    found = part_estimates(entrant, FEWEST_SELECTED)
    within = {name: _of_these_players(part, found[name]) for name, part in entrant.parts()}
    return scaled_by_part(entrant, within)


def rule_errors(best: BestTenth, margin: Entrant) -> Callable[[Entrant, Iterable[Floats]], Estimates]:
    """A function that finds the errors of columns of the selected players' rows.

    Parameters
    ----------
    margin : Entrant
        `BestTenth.marginal`, or a part of it.

    Returns
    -------
    callable
        Takes the selected players' rows, and columns in the order of `leaderboard.scoring.metrics.values`,
        all or the first of them.

    Notes
    -----
    With other players the line between selected and not would lie elsewhere. A mean above a quantile, theta,
    of which a share alpha of n players is selected, has the variance
    ``(var(selected) + (1 - alpha) * (theta - at_the_line)**2) / (alpha * n)``. The first term, with the error
    from clips, is the two-way one of the selected; the second is added. What players at the line score, in
    the rounds that did not select them, is estimated from those just above and just below it.
    """
    at_the_line = [mean_known(column, margin.units) for _, column in values(margin.rows)]

    def errors(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
        found = estimate(columns, entrant.rows.clip, entrant.player, entrant.units, FEWEST_SELECTED)
        return over_selections(best.selection, found, np.array(at_the_line[: len(found.mean)]))

    return errors


def over_selections(selection: Selection, found: Estimates, at_the_line: Floats) -> Estimates:
    """The same means with the error that other players at the line add.

    Parameters
    ----------
    at_the_line : ndarray of float, an entry per estimate
        What `Selection.marginal` score in the rounds that did not select them.
    """
    share = selection.wanted / max(1, selection.qualified)
    away = np.nan_to_num(found.mean - at_the_line)
    return found.widened((1 - share) * away**2 / selection.wanted, selection.wanted - 1)


def of_these_players(found: Estimates, within: Estimates) -> Estimates:
    """Means of these players with errors from clips and single answers alone.

    Parameters
    ----------
    within : Estimates
        Of values less their player's mean, scaled for that mean being estimated from the same values.
    """
    return Estimates(found.mean, within.error, within.freedom, found.fewest, found.most)


def _of_these_players(entrant: Entrant, found: Estimates) -> Estimates:
    apart = [_from_own_mean(column, entrant.units) for _, column in values(entrant.rows)]
    within = estimate(apart, entrant.rows.clip, None, entrant.units)
    return of_these_players(found, within)


def _from_own_mean(column: Floats, player: Integers) -> Floats:
    """Each value less its player's mean, scaled for the mean being estimated from the same values."""
    known = ~np.isnan(column)
    rounds = np.bincount(player[known], minlength=1 + player.max(initial=0))
    count = np.maximum(rounds, 1).astype(np.float64)
    mean = np.bincount(player[known], column[known], len(count)) / count
    scale = np.sqrt(count / np.maximum(count - 1, 1))
    apart: Floats = (column - mean[player]) * scale[player]
    return apart
