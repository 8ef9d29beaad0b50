"""Intervals of GeoScore in groups of clips, for all entrants, from the same answers as the figures."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE, Roster
from leaderboard.entrants.subgroups import heard_groups
from leaderboard.uncertainty.confidence_intervals import group_intervals, has_intervals, row_group_intervals
from leaderboard.uncertainty.scaled_intervals import Interval

ByGroup = Mapping[str, Interval]

_known: WeakKeyDictionary[Entrant, ByGroup] = WeakKeyDictionary()


def all_group_intervals(roster: Roster) -> dict[str, ByGroup]:
    """By entrant's key and group."""
    entrants = [one for one in roster.entrants() if has_intervals(one, roster.everyone)]
    found = {entrant.key: _of_clips(entrant, roster) for entrant in entrants}
    people = roster.people
    if people is not None and people.key in found:
        heard = heard_groups(people, roster.seconds_heard)
        found[PEOPLE] = {**found[PEOPLE], **row_group_intervals(people, heard)}
    return found


def _of_clips(entrant: Entrant, roster: Roster) -> ByGroup:
    if entrant not in _known:
        _known[entrant] = group_intervals(entrant, roster.benchmark.truth)
    return _known[entrant]
