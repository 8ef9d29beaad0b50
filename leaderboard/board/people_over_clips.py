"""People's means over any sets of clips, which are compared with those of entrants on the same clips."""

from functools import cached_property
from typing import Protocol

import numpy as np

from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.scoring.spreads import Spread, spreads
from leaderboard.uncertainty.cluster_variances import OneWay
from leaderboard.uncertainty.standard_errors import of_players


class PeopleOverClips(Protocol):
    """The people of the main row, each counting once, on the clips of a benchmark."""

    def heard(self) -> Bools:
        """Which clips they have a round on."""

    def players(self, sets: Bools) -> Integers:
        """How many of them have a round on each set of clips; ``sets`` are clips by sets."""

    def spread(self, metric: str, sets: Bools) -> tuple[Spread, OneWay]:
        """The spread of a metric over each set of clips, and what players add to its variance."""


class RowsOverClips:
    """The same of people whose rows are at hand.

    Parameters
    ----------
    clips : int
        How many clips the benchmark has.
    """

    def __init__(self, people: Entrant, clips: int) -> None:
        self._people = people
        self._clips = clips

    def heard(self) -> Bools:
        heard: Bools = np.bincount(self._people.rows.clip, minlength=self._clips) > 0
        return heard

    def players(self, sets: Bools) -> Integers:
        table = self._people.table
        found: Integers = np.count_nonzero(table.counts.by_player @ sets[: table.shape[1]], axis=0)
        return found

    def spread(self, metric: str, sets: Bools) -> tuple[Spread, OneWay]:
        (found,) = spreads(self._people.table, [self._columns[metric]], sets, by_player=True)
        return found, of_players(found)

    @cached_property
    def _columns(self) -> dict[str, Floats]:
        return dict(values(self._people.rows))
