"""The best tenth of players: selected on every other round, and scored on the rounds in between."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.sentences import text

MIN_ANSWERS = 20  # guesses and skips that a player needs to qualify
MIN_PLAYERS = 50
SHARE = 10  # one in ten
KEY = "best-tenth"


@dataclass(frozen=True)
class Selection:
    """Who is selected of those who qualify.

    Attributes
    ----------
    lead : ndarray of float, one per player
        Minus infinity for players without one, or who do not qualify.
    qualified : int
        How many players have `MIN_ANSWERS` answers; a skip is an answer of 10,000 km.
    """

    lead: Floats
    qualified: int

    @property
    def why_not(self) -> str:
        """What is missing before anyone can be selected; empty when nothing is."""
        more = MIN_PLAYERS - self.qualified
        if more <= 0:
            return ""
        return text("board.notes.best_tenth", players=MIN_PLAYERS, answers=MIN_ANSWERS, more=more)

    @cached_property
    def ranking(self) -> Integers:
        """Players who qualify and have a lead, the largest first."""
        best = np.argsort(-self.lead, kind="stable")
        ranked: Integers = best[self.lead[best] > -np.inf]
        return ranked

    @property
    def wanted(self) -> int:
        """How many are selected: a tenth of the qualified, rounded down, but at least 1."""
        return max(1, self.qualified // SHARE)

    @property
    def chosen(self) -> Integers:
        """The players who are selected, the best first."""
        return self.ranking[: self.wanted]

    @property
    def marginal(self) -> Integers:
        """Players around the margin: the lower half of the selected, and as many who just missed it."""
        half = max(1, self.wanted // 2)
        return self.ranking[self.wanted - half : self.wanted + half]

    @property
    def note(self) -> str:
        """How many of how many, as a sentence."""
        return text("board.about.best_tenth", chosen=self.wanted, players=self.qualified, answers=MIN_ANSWERS)


@dataclass(frozen=True)
class BestTenth:
    """The best of many players, scored on rounds that were not used to select them.

    A player's first, third, fifth ... round decides whether they are selected, and the second, fourth ... is
    scored. Good luck in the first set does not carry over to the second, as long as selection never uses the
    scored rounds. For that reason the comparison with other players uses only their odd rounds, too.

    Attributes
    ----------
    people : Entrant
        All answers of all players.
    odd : ndarray of bool, one per row
        Whether the round is used for selection.
    """

    people: Entrant
    odd: Bools

    @classmethod
    def of(cls, people: Entrant, order: Integers) -> "BestTenth":
        """Set up the selection.

        Parameters
        ----------
        people : Entrant
            With players.
        order : ndarray of int, one per row
            How many rounds the player had closed before, whether they count or not.
        """
        return cls(people, order % 2 == 0)

    @cached_property
    def qualified(self) -> Bools:
        """Whether each player has `MIN_ANSWERS` answers; a skip is an answer of 10,000 km."""
        return np.bincount(self._player) >= MIN_ANSWERS

    @cached_property
    def selection(self) -> Selection:
        """Who is selected.

        The lead is the mean, over the player's odd rounds, of GeoScore minus the clip's mean over other
        players' odd rounds. Rounds on clips that nobody else had in an odd round are ignored.
        """
        return Selection(self._lead, int(np.count_nonzero(self.qualified)))

    def chosen(self) -> Bools:
        """Whether each player is selected."""
        return self._among(self.selection.chosen)

    def scored(self, players: Bools) -> Entrant:
        """The even rounds of some players, each counting once."""
        rows = self.people.only(players[self._player] & ~self.odd)
        return replace(
            rows,
            key=KEY,
            name=text("board.entrant.best_tenth"),
            kind="best-tenth",
            note="",
            unit="player",
        )

    def marginal(self) -> Entrant:
        """The even rounds of `Selection.marginal`."""
        return self.scored(self._among(self.selection.marginal))

    @cached_property
    def entrant(self) -> Entrant | None:
        """The selected players' even rounds; None if there are too few players (`Selection.why_not`)."""
        if self.selection.why_not:
            return None
        return replace(self.scored(self.chosen()), note=self.selection.note)

    @property
    def _lead(self) -> Floats:
        """Each player's lead; minus infinity for players without one, or who do not qualify."""
        player, clip = self._player[self.odd], self.people.rows.clip[self.odd]
        score = geoscore(self.people.rows.distance_km[self.odd])
        table = CrossedTable.of(clip, player)
        own, sums, (player, clip) = table.counts.values, table.sums(score).values, table.cells
        others = np.bincount(clip, own)[clip] - own
        known = others > 0
        theirs = np.bincount(clip, sums)[clip] - sums
        mean = np.divide(theirs, others, out=np.zeros_like(sums), where=known)
        players = len(self.qualified)
        ahead = np.bincount(player, known * (sums - own * mean), players)
        rounds = np.bincount(player, known * own, players)
        has_lead = self.qualified & (rounds > 0)
        lead: Floats = np.divide(ahead, rounds, out=np.full(players, -np.inf), where=has_lead)
        return lead

    def _among(self, players: Integers) -> Bools:
        return np.isin(np.arange(len(self.qualified)), players)

    @property
    def _player(self) -> Integers:
        assert self.people.player is not None
        return self.people.player
