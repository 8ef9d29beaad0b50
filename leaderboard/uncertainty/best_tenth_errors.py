"""Errors of the best tenth, derived for the rule that selects and scores them."""

from collections.abc import Callable, Iterable

import numpy as np

from leaderboard.entrants.best_tenth import BestTenth
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.metrics import mean_known, values
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.uncertainty.confidence_intervals import ByPart, scaled
from leaderboard.uncertainty.standard_errors import Estimates, estimate

FEWEST_SELECTED = 5  # a tenth of the fewest players with a best tenth


def rule_intervals(best: BestTenth) -> ByPart:
    """Intervals for the rule: what it would find among other players and clips like these."""
    entrant = best.entrant()
    if entrant is None:
        return {}
    margins = dict(best.marginal().parts())
    return {name: scaled(part, rule_errors(best, margins[name])) for name, part in entrant.parts()}


def selected_intervals(best: BestTenth) -> ByPart:
    """Intervals for the players who are selected: what they would score on other clips like these."""
    entrant = best.entrant()
    if entrant is None:
        return {}
    return {name: scaled(part, _of_these_players) for name, part in entrant.parts()}


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
    share = best.wanted / max(1, int(np.count_nonzero(best.qualified)))
    at_the_line = [mean_known(column, margin.units) for _, column in values(margin.rows)]

    def errors(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
        found = estimate(columns, entrant.rows.clip, entrant.player, entrant.units, FEWEST_SELECTED)
        away = np.nan_to_num(found.mean - np.array(at_the_line[: len(found.mean)]))
        return found.widened((1 - share) * away**2 / best.wanted, best.wanted - 1)

    return errors


def _of_these_players(entrant: Entrant, columns: Iterable[Floats]) -> Estimates:
    """Means of these players with errors from clips and single answers alone."""
    metrics = list(columns)
    apart = [_from_own_mean(column, entrant.units) for column in metrics]
    found = estimate(metrics, entrant.rows.clip, entrant.player, entrant.units, FEWEST_SELECTED)
    within = estimate(apart, entrant.rows.clip, None, entrant.units)
    return Estimates(found.mean, within.error, within.freedom, found.fewest, found.most)


def _from_own_mean(column: Floats, player: Integers) -> Floats:
    """Each value less its player's mean, scaled for the mean being estimated from the same values."""
    known = ~np.isnan(column)
    rounds = np.bincount(player[known], minlength=1 + player.max(initial=0))
    count = np.maximum(rounds, 1).astype(np.float64)
    mean = np.bincount(player[known], column[known], len(count)) / count
    scale = np.sqrt(count / np.maximum(count - 1, 1))
    apart: Floats = (column - mean[player]) * scale[player]
    return apart
