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

    @property
    def why_not(self) -> str:
        """What is missing before anyone can be selected; empty when nothing is."""
        count = int(np.count_nonzero(self.qualified))
        if count >= MIN_PLAYERS:
            return ""
        return text(
            "board.notes.best_tenth", players=MIN_PLAYERS, answers=MIN_ANSWERS, more=MIN_PLAYERS - count
        )

    @cached_property
    def ranking(self) -> Integers:
        """Players who qualify and have a lead, the largest first.

        The lead is the mean, over the player's odd rounds, of GeoScore minus the clip's mean over other
        players' odd rounds. Rounds on clips that nobody else had in an odd round are ignored.
        """
        lead = self._lead
        best = np.argsort(-lead, kind="stable")
        ranked: Integers = best[lead[best] > -np.inf]
        return ranked

    @property
    def wanted(self) -> int:
        """How many are selected: a tenth of the qualified, rounded down, but at least 1."""
        return max(1, int(np.count_nonzero(self.qualified)) // SHARE)

    def chosen(self) -> Bools:
        """Whether each player is selected."""
        return self._among(self.ranking[: self.wanted])

    def scored(self, players: Bools) -> Entrant:
        """The even rounds of some players, each counting once."""
        rows = self.people.only(players[self._player] & ~self.odd)
        return replace(
            rows,
            key="best-tenth",
            name=text("board.entrant.best_tenth"),
            kind="best-tenth",
            note="",
            unit="player",
        )

    def marginal(self) -> Entrant:
        """Players around the margin: the lower half of the selected, and as many who just missed it."""
        half = max(1, self.wanted // 2)
        return self.scored(self._among(self.ranking[self.wanted - half : self.wanted + half]))

    @cached_property
    def entrant(self) -> Entrant | None:
        """The selected players' even rounds; None if there are too few players (`why_not`)."""
        if self.why_not:
            return None
        qualified = int(np.count_nonzero(self.qualified))
        note = text("board.about.best_tenth", chosen=self.wanted, players=qualified, answers=MIN_ANSWERS)
        return replace(self.scored(self.chosen()), note=note)

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
