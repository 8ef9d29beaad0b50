"""Fits the strengths of sound categories to the clues that people name (AGL1K, equation 1). No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from leaderboard.localizability.clue_categories import Clues
from leaderboard.localizability.fit import ALPHA, GAMMA_KM, ByCategory, Role, role_of, strengths_of, table
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.uncertainty.cluster_variances import one_way, two_way
from leaderboard.uncertainty.standard_errors import CONFIDENCE


@dataclass(frozen=True)
class ClueAnswers:
    """Answers of people who named a clue, an entry each.

    Attributes
    ----------
    clip : sequence of str
        Keys.
    clues : sequence of sequence of str
        At least one each.
    player : ndarray of int
    error_km : ndarray of float
        From the guess to the clip; 10,000 for a skip.
    """

    clip: Sequence[str]
    clues: Sequence[Sequence[str]]
    player: Integers
    error_km: Floats


@dataclass(frozen=True)
class Side:
    """Slopes over the answers on one side of gamma, an entry per category.

    Attributes
    ----------
    slope, low, high : ndarray of float
        Share of answers that name the category, per unit of time share, and its 95% interval; NaN where
        it cannot be told.
    answers, people, clips : ndarray of int
        On which it rests.
    """

    slope: Floats
    low: Floats
    high: Floats
    answers: Integers
    people: Integers
    clips: Integers


@dataclass(frozen=True)
class PeopleFit:
    """A fit; roles and strengths are as in `leaderboard.localizability.fit.Fit`."""

    categories: tuple[str, ...]
    near: Side
    far: Side
    alpha: float
    gamma_km: float
    answers_near: int
    answers_far: int

    def role(self, index: int) -> Role:
        return role_of(self.near.slope[index], self.far.slope[index], self.alpha)

    def strengths(self) -> dict[str, float]:
        """By category, the slope of positive ones and minus the slope of negative ones, strongest first."""
        signed = strengths_of(self.categories, self.near.slope, self.far.slope, self.alpha)
        return dict(sorted(signed.items(), key=lambda one: -abs(one[1])))


def fit_people(
    answers: ClueAnswers,
    times: Mapping[str, ByCategory],
    clues: Clues,
    alpha: float = ALPHA,
    gamma_km: float = GAMMA_KM,
) -> PeopleFit:
    """Fit ``named = a * time`` for each category, separately for near and far answers.

    Parameters
    ----------
    times : mapping of str to ByCategory
        By clip, the share of its time in which each category is heard; has all clips of the answers.
    clues : Clues
        By category, what people call it; other categories are not fitted.

    Notes
    -----
    ``named`` is 1 where an answer names one of the category's clues and 0 where it does not: the part of a
    judge's contribution in AGL1K, 3.3.1. The slope is a mean of named / time with weights time squared, so
    its error is that of a mean: two-way, over people and clips.
    """
    heard = {name for key in set(answers.clip) for name, share in times[key].items() if share > 0}
    categories = tuple(sorted(heard & set(clues)))
    x = table([times[key] for key in answers.clip], categories)
    y = np.array(
        [[not set(clues[name]).isdisjoint(named) for name in categories] for named in answers.clues],
        np.float64,
    )
    y = y.reshape(x.shape)
    near = answers.error_km < gamma_km
    clip = np.unique(np.array(answers.clip, object).astype(str), return_inverse=True)[1]
    return PeopleFit(
        categories=categories,
        near=_side(x, y, answers.player, clip, near),
        far=_side(x, y, answers.player, clip, ~near),
        alpha=alpha,
        gamma_km=gamma_km,
        answers_near=int(np.count_nonzero(near)),
        answers_far=int(np.count_nonzero(~near)),
    )


def _side(x: Floats, y: Floats, player: Integers, clip: Integers, kept: Bools) -> Side:
    x, y, player, clip = x[kept], y[kept], player[kept], clip[kept]
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = x**2 / (x**2).sum(axis=0)
        slope = (x * y).sum(axis=0) / (x**2).sum(axis=0)
        influence = x * (y - slope * x) / (x**2).sum(axis=0)
    weight, influence = np.nan_to_num(weight), np.nan_to_num(influence)
    of_people, of_clips = (_groups(weight, influence, by) for by in (player, clip))
    error, freedom = two_way(one_way(*of_clips), one_way(*of_people), (influence**2).sum(axis=0))
    reach = stdtrit(freedom, (1 + CONFIDENCE) / 2) * error
    counts = [np.count_nonzero(share, axis=0) for share in (weight, of_people[0], of_clips[0])]
    return Side(slope, slope - reach, slope + reach, *counts)


def _groups(weight: Floats, influence: Floats, by: Integers) -> tuple[Floats, Floats]:
    """The sums of both over groups of answers."""
    names, group = np.unique(by, return_inverse=True)
    summed = np.zeros((2, len(names), weight.shape[1]))
    np.add.at(summed[0], group, weight)
    np.add.at(summed[1], group, influence)
    return summed[0], summed[1]
