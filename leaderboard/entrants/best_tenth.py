"""The best tenth of players: selected on every other round, and scored on the rounds in between."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from game.geo.geodesy import geoscore
from game.texts import text
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.rows import Bools, Floats, Integers

MIN_ANSWERS = 20  # guesses and skips that a player needs to qualify
MIN_PLAYERS = 50
SHARE = 10  # one in ten


@dataclass(frozen=True)
class _Cells:
    """Sums over the rows of each (player, clip) pair, an entry per pair, players ascending.

    Attributes
    ----------
    sums, counts : csr_array, (players, clips)
        With the same pairs in the same order.
    player : ndarray of int
        The player of each pair.
    """

    sums: csr_array
    counts: csr_array
    player: Integers

    @classmethod
    def of(cls, values: Floats, player: Integers, clip: Integers, shape: tuple[int, int]) -> "_Cells":
        known = ~np.isnan(values)
        index = player[known], clip[known]
        sums = csr_array((values[known], index), shape=shape)
        counts = csr_array((np.ones(len(index[0])), index), shape=shape)
        return cls(sums, counts, np.repeat(np.arange(shape[0]), np.diff(counts.indptr)))

    def by_clip(self, weights: Floats) -> tuple[Floats, Floats]:
        """Sums and counts for each clip, weighting each player."""
        some = np.flatnonzero(weights)
        return weights[some] @ self.sums[some], weights[some] @ self.counts[some]


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

    def chosen(self, player_counts: Integers | None = None, clip_counts: Integers | None = None) -> Integers:
        """Select the tenth of the qualified players with the largest lead over others.

        Parameters
        ----------
        player_counts : ndarray of int, one per player, optional
            How often each is drawn in a replicate; once each if omitted. A player drawn twice counts twice
            and is not compared with themselves.
        clip_counts : ndarray of int, one per clip, optional
            The same for clips.

        Returns
        -------
        ndarray of int, one per player
            How many times each is selected, at most as often as drawn. In total a tenth of the qualified,
            rounded down, but at least 1.

        Notes
        -----
        The lead is the mean, over the player's odd rounds, of GeoScore minus the clip's mean over other
        players' odd rounds. Rounds on clips that nobody else had in an odd round are ignored. A replicate
        does not check again who qualifies, or that there are `MIN_PLAYERS` of them.
        """
        drawn = _weights(player_counts, self._shape[0])
        lead = self._lead(drawn, _weights(clip_counts, self._shape[1]))
        wanted = max(1, int(drawn[self.qualified].sum()) // SHARE)
        best = np.argsort(-lead, kind="stable")
        best = best[lead[best] > -np.inf]
        taken = np.zeros(len(drawn), dtype=np.intp)
        before = np.cumsum(drawn[best]) - drawn[best]
        taken[best] = np.clip(wanted - before, 0, drawn[best])
        return taken

    def means(
        self, player_counts: Integers | None = None, clip_counts: Integers | None = None
    ) -> dict[str, float]:
        """Select players, and score their even rounds: answers are averaged by clip, then over clips.

        Parameters
        ----------
        player_counts, clip_counts
            As for `chosen`.

        Returns
        -------
        dict of str to float
            Some of the figures of `leaderboard.scoring.metrics.measure`, by key; NaN where there is no value.
        """
        taken = self.chosen(player_counts, clip_counts).astype(np.float64)
        weights = _weights(clip_counts, self._shape[1])
        return {key: _mean(*cells.by_clip(taken), weights) for key, cells in self._scored.items()}

    def entrant(self) -> Entrant | None:
        """The selected players' even rounds; None if there are too few players (`why_not`)."""
        if self.why_not:
            return None
        chosen = self.chosen() > 0
        note = (
            f"{np.count_nonzero(chosen):,} of {np.count_nonzero(self.qualified):,} players with "
            f"{MIN_ANSWERS} or more guesses and skips: selected on their odd rounds, compared with other "
            "players on the same clips, and scored on their even rounds."
        )
        rows = self.people.only(chosen[self._player] & ~self.odd)
        return replace(
            rows, key="best-tenth", name="Best tenth of people", kind="best-tenth", note=note, unit="clip"
        )

    def _lead(self, drawn: Floats, clip_weights: Floats) -> Floats:
        """Each player's lead; minus infinity for players without one, or who do not qualify."""
        cells = self._decisive
        clip, own, sums = cells.counts.indices, cells.counts.data, cells.sums.data
        all_sums, all_counts = cells.by_clip(drawn)
        copies = drawn[cells.player]
        others = all_counts[clip] - copies * own
        known = others > 0
        mean = np.divide(all_sums[clip] - copies * sums, others, out=np.zeros_like(sums), where=known)
        weight = clip_weights[clip] * known
        ahead = np.bincount(cells.player, weight * (sums - own * mean), len(drawn))
        rounds = np.bincount(cells.player, weight * own, len(drawn))
        has_lead = self.qualified & (drawn > 0) & (rounds > 0)
        lead: Floats = np.divide(ahead, rounds, out=np.full(len(drawn), -np.inf), where=has_lead)
        return lead

    @property
    def _player(self) -> Integers:
        assert self.people.player is not None
        return self.people.player

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.qualified), 1 + int(self.people.rows.clip.max(initial=-1))

    @cached_property
    def _decisive(self) -> _Cells:
        return self._cells(geoscore(self.people.rows.distance_km), self.odd)

    @cached_property
    def _scored(self) -> Mapping[str, _Cells]:
        rows = self.people.rows
        columns = {
            "geoscore": geoscore(rows.distance_km),
            "distance_km": rows.distance_km,
            "continent_acc_coordinates": rows.placed["continent"],
            "country_acc_coordinates": rows.placed["country"],
            "city_acc_coordinates": rows.placed["city"],
        }
        return {key: self._cells(values, ~self.odd) for key, values in columns.items()}

    def _cells(self, values: Floats, kept: Bools) -> _Cells:
        return _Cells.of(values[kept], self._player[kept], self.people.rows.clip[kept], self._shape)


def _weights(counts: Integers | None, length: int) -> Floats:
    """Counts as floats; they may be longer than needed, for players or clips without rows."""
    return np.ones(length) if counts is None else counts[:length].astype(np.float64)


def _mean(sums: Floats, counts: Floats, clip_weights: Floats) -> float:
    known = (counts > 0) & (clip_weights > 0)
    if not known.any():
        return np.nan
    return float(np.average(sums[known] / counts[known], weights=clip_weights[known]))
