"""All figures of the leaderboard but the map."""

from collections.abc import Sequence

from leaderboard.entrants.entrant import Entrant
from leaderboard.figures.confusion import confusion
from leaderboard.figures.error_curves import errors
from leaderboard.figures.figure import Figure, Intervals
from leaderboard.figures.group_scores import group_figures
from leaderboard.figures.listening_time import heard
from leaderboard.figures.palette import is_variant, styles
from leaderboard.scoring.rows import Floats, Truth

PEOPLE = "human"


def figures(
    entrants: Sequence[Entrant], truth: Truth, seconds_heard: Floats | None, intervals: Intervals
) -> list[Figure]:
    """Draw what there is to draw.

    Parameters
    ----------
    entrants : sequence of Entrant
        Those worked out from answers to clips, each with an answer or more, in the order in which they are
        drawn: people first.
    seconds_heard : ndarray of float or None
        How long people listened, one a row of the entrant ``human``, NaN where it is not known; None where
        there is no such entrant.
    intervals : mapping of str to mapping
        By entrant's key and group's key (`groups_of`, `heard_groups`), 95% intervals of GeoScore. Any may
        be missing.

    Returns
    -------
    list of Figure
        None without entrants. Readings of the same answers (``human/first-five``) have no confusion of
        their own.
    """
    if not entrants:
        return []
    style = styles(entrants)
    drawn = [confusion(one, truth, style[one.key]) for one in entrants if not is_variant(one)]
    drawn += [errors(entrants, style), *group_figures(entrants, truth, intervals, style)]
    people = next((one for one in entrants if one.key == PEOPLE), None)
    if people is not None and seconds_heard is not None:
        drawn.append(heard(people, seconds_heard, intervals, style[PEOPLE]))
    return drawn
