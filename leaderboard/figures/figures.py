"""All figures of the leaderboard except the map."""

from collections.abc import Sequence

from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE
from leaderboard.figures.confusion import confusion
from leaderboard.figures.error_curves import error_curves
from leaderboard.figures.figure import Figure, Intervals
from leaderboard.figures.group_scores import group_figures
from leaderboard.figures.listening_time import listening_time
from leaderboard.figures.palette import is_variant, styles
from leaderboard.scoring.rows import Floats, Truth


def figures(
    entrants: Sequence[Entrant], truth: Truth, seconds_heard: Floats | None, intervals: Intervals
) -> list[Figure]:
    """Draw all figures that there is data for.

    Parameters
    ----------
    entrants : sequence of Entrant
        Computed from answers to clips, each with at least one answer, in drawing order: people first.
    seconds_heard : ndarray of float or None
        How long people listened, one per row of the entrant ``human``, NaN where unknown; None without that
        entrant.
    intervals : mapping of str to mapping
        95% intervals of GeoScore, by entrant's key and group's key (`clip_groups`, `heard_groups`). Any may
        be missing.

    Returns
    -------
    list of Figure
        Empty without entrants. Variants of the same answers (``human/first-five``) get no confusion matrix.
    """
    if not entrants:
        return []
    style = styles(entrants)
    drawn = [confusion(entrant, truth, style[entrant.key]) for entrant in entrants if not is_variant(entrant)]
    drawn += [error_curves(entrants, style), *group_figures(entrants, truth, intervals, style)]
    people = next((entrant for entrant in entrants if entrant.key == PEOPLE), None)
    if people is not None and seconds_heard is not None:
        drawn.append(listening_time(people, seconds_heard, intervals, style[PEOPLE]))
    return drawn
