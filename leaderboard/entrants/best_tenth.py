"""The best tenth of players: chosen by every other round of theirs, and scored on those between."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.rows import Bools, Floats, Integers

MIN_ANSWERS = 20  # guesses and skips of a player, to be one of whom a tenth is chosen
MIN_PLAYERS = 50
SHARE = 10  # one in ten


@dataclass(frozen=True)
class _Cells:
    """Sums over the rows of each pair of player and clip, an entry a pair; players ascend.

    Attributes
    ----------
    sums, counts : csr_array, (players, clips)
        Both with the same pairs, in the same order.
    player : ndarray of int
        Of each pair.
    """

    sums: csr_array
    counts: csr_array
    player: Integers

    @classmethod
    def of(cls, values: Floats, player: Integers, clip: Integers, shape: tuple[int, int]) -> "_Cells":
        there = ~np.isnan(values)
        place = player[there], clip[there]
        sums = csr_array((values[there], place), shape=shape)
        counts = csr_array((np.ones(len(place[0])), place), shape=shape)
        return cls(sums, counts, np.repeat(np.arange(shape[0]), np.diff(counts.indptr)))

    def by_clip(self, weights: Floats) -> tuple[Floats, Floats]:
        """Sums and counts of each clip, with a weight for each player."""
        some = np.flatnonzero(weights)
        return weights[some] @ self.sums[some], weights[some] @ self.counts[some]


@dataclass(frozen=True)
class BestTenth:
    """Who of many players is best, and how well they do when it is not what they were chosen for.

    A player's first, third, fifth ... round decides whether they are chosen; the second, fourth ... are
    what they are then scored on. Luck in the one is no luck in the other, as long as the choice sees nothing
    of the rounds that are scored: so other players, too, are compared with in their odd rounds only.

    Attributes
    ----------
    people : Entrant
        All answers of all players.
    odd : ndarray of bool, one a row
        Whether the round decides.
    """

    people: Entrant
    odd: Bools

    @classmethod
    def of(cls, people: Entrant, order: Integers) -> "BestTenth":
        """From all people's answers.

        Parameters
        ----------
        people : Entrant
            With players.
        order : ndarray of int, one a row
            How many rounds the player had closed before, counted or not.
        """
        return cls(people, order % 2 == 0)

    @cached_property
    def qualified(self) -> Bools:
        """Who has `MIN_ANSWERS` answers, by player: a skip is an answer, of 10,000 km."""
        return np.bincount(self._player) >= MIN_ANSWERS

    @property
    def why_not(self) -> str:
        """What is missing before anyone is chosen; empty when nothing is."""
        there = int(np.count_nonzero(self.qualified))
        if there >= MIN_PLAYERS:
            return ""
        return (
            f"The best tenth is chosen from {MIN_PLAYERS} players with {MIN_ANSWERS} guesses or more, skips "
            f"counted: {MIN_PLAYERS - there} more needed."
        )

    def chosen(self, player_counts: Integers | None = None, clip_counts: Integers | None = None) -> Integers:
        """Choose the tenth of the qualified players with the best lead over others.

        Parameters
        ----------
        player_counts : ndarray of int, one a player, optional
            How often each is drawn in a replicate; once each when left out. Who is drawn twice counts twice,
            and is not compared with themselves.
        clip_counts : ndarray of int, one a clip, optional
            The same of clips.

        Returns
        -------
        ndarray of int, one a player
            How many times each is chosen: at most as often as drawn. Together a tenth of the qualified,
            rounded down, at least 1.

        Notes
        -----
        The lead is the mean, over the player's odd rounds, of GeoScore minus the mean of the clip's odd
        rounds by other players; rounds on clips that no other had in an odd round say nothing. Who qualifies,
        and whether they are `MIN_PLAYERS`, is not asked again in a replicate.
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
        """Choose, and score on the even rounds: each clip's answers averaged, then the clips.

        Parameters
        ----------
        player_counts, clip_counts
            As for `chosen`.

        Returns
        -------
        dict of str to float
            Some of the figures of `leaderboard.scoring.metrics.measure`, by their keys; NaN where no row says
            anything about it.
        """
        taken = self.chosen(player_counts, clip_counts).astype(np.float64)
        weights = _weights(clip_counts, self._shape[1])
        return {key: _mean(*cells.by_clip(taken), weights) for key, cells in self._scored.items()}

    def entrant(self) -> Entrant | None:
        """The chosen players' even rounds; None where there are too few to choose from (`why_not`)."""
        if self.why_not:
            return None
        chosen = self.chosen() > 0
        note = (
            f"{np.count_nonzero(chosen):,} of {np.count_nonzero(self.qualified):,} players with "
            f"{MIN_ANSWERS} guesses or more, skips counted: chosen by their odd rounds, compared with other "
            "players on the same clips, and scored on their even ones."
        )
        rows = self.people.only(chosen[self._player] & ~self.odd)
        return replace(
            rows, key="best-tenth", name="Best tenth of people", kind="best-tenth", note=note, unit="clip"
        )

    def _lead(self, drawn: Floats, clip_weights: Floats) -> Floats:
        """Of each player, minus infinity for who has none or does not qualify."""
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
        there = self.qualified & (drawn > 0) & (rounds > 0)
        lead: Floats = np.divide(ahead, rounds, out=np.full(len(drawn), -np.inf), where=there)
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
    """Counts may go on for players or clips that no row is about."""
    return np.ones(length) if counts is None else counts[:length].astype(np.float64)


def _mean(sums: Floats, counts: Floats, clip_weights: Floats) -> float:
    there = (counts > 0) & (clip_weights > 0)
    if not there.any():
        return np.nan
    return float(np.average(sums[there] / counts[there], weights=clip_weights[there]))
