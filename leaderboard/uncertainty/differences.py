"""Differences between entrants with one answer a clip and people, each person counting once."""

from dataclasses import dataclass, replace

import numpy as np

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.scoring.spreads import Spread, distinct, spreads
from leaderboard.uncertainty.cluster_variances import (
    MIN_PLAYERS,
    OneWay,
    one_way,
    one_way_error,
    two_way,
)
from leaderboard.uncertainty.contrasts import Contrast, known
from leaderboard.uncertainty.standard_errors import Estimates, among_both, among_players, of_players


@dataclass(frozen=True)
class Difference:
    """An entrant's mean less that of people, on the clips that both have answered.

    Attributes
    ----------
    entrant, people : float
        The entrant's mean over these clips; the mean over people of each person's mean over them.
    clips, players : int
        How many both rest on.
    among_clips : Contrast
        The difference, with its error over other people and other clips like these.
    on_these_clips : Contrast
        The same over other people alone.
    """

    entrant: float
    people: float
    clips: int
    players: int
    among_clips: Contrast
    on_these_clips: Contrast

    def without_errors(self) -> "Difference":
        """The same difference, whose error is not known."""
        unsure = self.among_clips.unknown()
        return replace(self, among_clips=unsure, on_these_clips=unsure)

    def widened(self, variance: Floats, freedom: float) -> "Difference":
        """The same difference with another error of the entrant."""
        both, alone = (one.widened(variance, freedom) for one in (self.among_clips, self.on_these_clips))
        return replace(self, among_clips=both, on_these_clips=alone)


def differences(table: CrossedTable, values: Floats, answers: Floats, unit: str) -> list[Difference | None]:
    """How far each entrant is ahead of people; None without a common clip.

    Parameters
    ----------
    table : CrossedTable
        Of people's rows.
    values : ndarray of float, an entry per row
        One metric of people's rows; NaN where a row has no value.
    answers : ndarray of float, clips by entrants
        The same metric of the entrants' answers; NaN where there is none.
    unit : str
        Of the metric.

    Notes
    -----
    A clip's score is its share of the entrant's mean less its share of people's, so what makes a clip hard
    for both cancels as far as people have heard clips equally often. The variance is players + clips - cells,
    as in `leaderboard.uncertainty.standard_errors.estimate`.
    """
    sets, which = distinct(~np.isnan(answers))
    (people,) = spreads(table, [values], sets, by_player=True)
    return differences_of(people, of_players(people), which, answers, unit)


def differences_of(
    people: Spread, players: OneWay, which: Integers, answers: Floats, unit: str
) -> list[Difference | None]:
    """The same, from people's spread over the sets of clips that entrants have answered.

    Parameters
    ----------
    people : Spread
        Over each set, from the first clip on; clips after the last one that people have heard may be missing.
    players : OneWay
        What players add to its variance.
    which : ndarray of int, an entry per entrant
        The set of each.
    """
    found = _Found.of(people, players, which, answers[: len(people.clip_share)], unit)
    return [found.difference(number) for number in range(len(which))]


@dataclass(frozen=True)
class _Found:
    """Everything about entrants and people on the clips that both have answered, an entry per entrant.

    Attributes
    ----------
    entrants : Estimates
        The entrants' means over the common clips, with errors over other clips.
    people, people_alone : Estimates
        People's means, with errors over other people and clips, and over other people alone.
    among, alone : Estimates
        The same of the differences.
    """

    unit: str
    players: Integers
    entrants: Estimates
    people: Estimates
    people_alone: Estimates
    among: Estimates
    alone: Estimates

    @classmethod
    def of(cls, spread: Spread, players: OneWay, which: Integers, answers: Floats, unit: str) -> "_Found":
        """Entrants with these answers, and people's spread over the sets of clips, ``which`` for each."""
        people = among_both(spread, players=players).at(which)
        people_alone = among_players(spread, players).at(which)
        share, score = spread.clip_share[:, which], spread.clip_score[:, which]
        entrants, apart = over_clips(np.where(share > 0, answers, np.nan))
        clips = one_way(share, apart - score)
        both = two_way(clips, players.at(which), spread.cells[which])
        enough = np.where(players.groups >= MIN_PLAYERS, 1, np.nan)
        alone = enough * np.sqrt(players.variance), enough * players.freedom
        ahead, fewest = entrants.mean - people.mean, np.minimum(players.effective[which], clips.effective)
        return cls(
            unit,
            players.groups[which],
            entrants,
            people,
            people_alone,
            Estimates(ahead, both[0], both[1], fewest, people.most),
            Estimates(ahead, alone[0][which], alone[1][which], fewest, people.most),
        )

    def difference(self, number: int) -> Difference | None:
        one, clips = np.array([number]), int(self.entrants.most[number])
        if not clips:
            return None
        mean, people = float(self.entrants.mean[number]), float(self.people.mean[number])
        return Difference(
            mean,
            people,
            clips,
            int(self.players[number]),
            Contrast(self.unit, self.entrants.at(one), self.people.at(one), self.among.at(one)),
            Contrast(self.unit, known(mean), self.people_alone.at(one), self.alone.at(one)),
        )


def over_clips(answers: Floats) -> tuple[Estimates, Floats]:
    """Means over clips with their errors, and each answer's share of its distance from them.

    Parameters
    ----------
    answers : ndarray of float, clips by entrants
        One answer a clip; NaN where there is none.
    """
    common = ~np.isnan(answers)
    counts = np.count_nonzero(common, axis=0)
    share = common / np.maximum(counts, 1)
    # Relative to the first answer, so that identical ones leave no rounding error.
    first = answers[common.argmax(axis=0), np.arange(answers.shape[1])]
    away = np.where(common, answers - first, 0)
    mean = away.sum(axis=0) / np.maximum(counts, 1)
    apart = share * (away - mean)
    clips = one_way(share, apart)
    errors = one_way_error(clips)
    return Estimates(first + mean, *errors, clips.effective, counts.astype(np.float64)), apart


def holm(p: Floats) -> Floats:
    """Adjust p-values by Holm's step-down method; NaN stays NaN and does not count."""
    known = np.flatnonzero(~np.isnan(p))
    rising = known[np.argsort(p[known])]
    adjusted = np.full(len(p), np.nan)
    adjusted[rising] = np.minimum(1, np.maximum.accumulate(p[rising] * np.arange(len(rising), 0, -1)))
    return adjusted
