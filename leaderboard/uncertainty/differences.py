"""Differences between an entrant with one answer a clip and people, each person counting once."""

from dataclasses import dataclass, replace

import numpy as np

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS, cells_of, one_way, sums, two_way
from leaderboard.uncertainty.contrasts import Contrast, known
from leaderboard.uncertainty.standard_errors import Estimates, estimate


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


def difference(
    values: Floats, clip: Integers, player: Integers, answers: Floats, unit: str
) -> Difference | None:
    """How far an entrant is ahead of people; None without a common clip.

    Parameters
    ----------
    values : ndarray of float, an entry per row
        One metric of people's rows; NaN where a row has no value.
    clip, player : ndarray of int, an entry per row
        Numbered from 0.
    answers : ndarray of float, an entry per clip
        The same metric of the entrant's answers; NaN where there is none.
    unit : str
        Of the metric.

    Notes
    -----
    A clip's score is its share of the entrant's mean less its share of people's, so what makes a clip hard
    for both cancels as far as people have heard clips equally often. The variance is players + clips - cells,
    as in `leaderboard.uncertainty.standard_errors.estimate`.
    """
    both = ~np.isnan(values) & ~np.isnan(answers[clip])
    if not both.any():
        return None
    values, clip, player = values[both], clip[both], player[both]
    common = np.flatnonzero(np.bincount(clip, minlength=len(answers)))
    of_people = (estimate([values], on, over, player) for on, over in ((clip, player), (player, None)))
    people, people_alone = of_people
    entrant = estimate([answers[common]], common, None, common)
    fixed = known(float(entrant.mean[0]))
    among, alone = _errors(values, clip, player, answers)
    return Difference(
        float(entrant.mean[0]),
        float(people.mean[0]),
        len(common),
        len(np.unique(player)),
        Contrast(unit, entrant, people, among),
        Contrast(unit, fixed, people_alone, alone),
    )


def _errors(values: Floats, clip: Integers, player: Integers, answers: Floats) -> tuple[Estimates, Estimates]:
    """The difference with its error over other people and clips, and over other people alone."""
    share = shares(player)
    share /= share.sum()
    common = np.flatnonzero(np.bincount(clip, minlength=len(answers)))
    people, entrant = _mean(values, share), _mean(answers[common], np.full(len(common), 1 / len(common)))
    score = share * (values - people)
    of_clip = (answers[common] - entrant) / len(common) - sums(score, clip, len(answers))[common]
    clips = one_way(sums(share, clip, len(answers))[common], of_clip)
    players = one_way(sums(share, player), sums(score, player))
    cells = (sums(score, cells_of(clip, player)) ** 2).sum()
    enough = np.where(players.groups >= MIN_PLAYERS, 1, np.nan)
    numbers = np.minimum(players.effective, clips.effective), 1 / (share**2).sum()
    both = two_way(clips, players, cells)
    alone = enough * np.sqrt(players.variance), enough * players.freedom
    among, on_these = (
        Estimates(*map(np.atleast_1d, (entrant - people, *errors, *numbers))) for errors in (both, alone)
    )
    return among, on_these


def holm(p: Floats) -> Floats:
    """Adjust p-values by Holm's step-down method; NaN stays NaN and does not count."""
    known = np.flatnonzero(~np.isnan(p))
    rising = known[np.argsort(p[known])]
    adjusted = np.full(len(p), np.nan)
    adjusted[rising] = np.minimum(1, np.maximum.accumulate(p[rising] * np.arange(len(rising), 0, -1)))
    return adjusted


def _mean(values: Floats, share: Floats) -> float:
    """Relative to the first value, so that identical values leave no rounding error."""
    return float(values[0] + share @ (values - values[0]))
