"""The mean person by stratum: unbiased for all clips where strata have other shares of the answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from leaderboard.scoring.rows import Floats, Integers, Texts
from leaderboard.study.estimands import ClipsAre, Figure, Skips, enough
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import FEWEST_CLIPS, MIN_PLAYERS, OneWay, one_way, two_way
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE

NOWHERE = ""  # the stratum of clips that are left aside


@dataclass(frozen=True)
class Difference:
    """How far a model is ahead of people, by stratum.

    Attributes
    ----------
    mean : float
        In GeoScore points.
    interval, on_these_clips : (float, float) or None
        Of 95%, over other people and clips like these, and over other people alone.
    people, clips : int
    """

    mean: float
    interval: Interval | None
    on_these_clips: Interval | None
    people: int
    clips: int


def mean_by_stratum(rows: StudyRows, strata: Texts, cap: int | None = None) -> list[Figure]:
    """The mean person within each stratum, averaged by the strata's numbers of clips.

    Parameters
    ----------
    rows : StudyRows
        All rounds of the study; those that do not count are left out.
    strata : ndarray of str, an entry per clip
        All clips of the study, heard or not.
    cap : int, optional
        The most rounds of a person that count.

    Returns
    -------
    list of Figure
        With skips scored and left out, for clips like these and for these; NaN where a stratum has no answer.

    Notes
    -----
    A person who has heard nothing of a stratum is missing in it. With row weights w and each stratum's own
    mean, scores are ``u = w * (value - mean of the stratum)``; their sums by person and by clip make the
    two-way variance of `leaderboard.uncertainty.standard_errors.estimate`. Clips are random within their
    stratum, so the clips' part is a sum over strata; a stratum of which a single clip was heard takes its
    part from the others.
    """
    skips: tuple[Skips, ...] = ("scored", "left-out")
    return [
        figure
        for one in skips
        for figure in _both(one, enough(rows if one == "scored" else rows.only(~rows.skipped), cap), strata)
    ]


def difference_by_stratum(
    rows: StudyRows, strata: Texts, answers: Floats, cap: int | None = None
) -> Difference | None:
    """A model's GeoScore less people's in each stratum, averaged by the strata's numbers of common clips.

    Parameters
    ----------
    answers : ndarray of float, an entry per clip
        The model's GeoScore on each clip; NaN where it has none.

    Returns
    -------
    Difference or None
        None without a common clip.

    Notes
    -----
    As `mean_by_stratum`, of the model's score on a clip less each person's, with Student's t.
    """
    here = enough(rows, cap)
    here = here.only(~np.isnan(answers[here.clip]))
    if not len(here):
        return None
    common = np.bincount(here.clip, minlength=len(strata)) > 0
    ahead = replace(here, score=answers[here.clip] - here.score)
    mean, errors = _estimates(ahead, np.where(common, strata, NOWHERE))
    spans = {
        clips_are: (mean - reach, mean + reach)
        for clips_are, (error, freedom, *_) in errors.items()
        for reach in [float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error]
        if not np.isnan(reach)
    }
    return Difference(mean, spans.get("like-these"), spans.get("these"), here.people, int(common.sum()))


def _both(skips: Skips, rows: StudyRows, strata: Texts) -> Iterator[Figure]:
    mean, errors = _estimates(rows, strata)
    for clips_are, (error, freedom, fewest, most) in errors.items():
        interval = None
        if not np.isnan([mean, error]).any():
            quantile = float(stdtrit(freedom, (1 + CONFIDENCE) / 2))
            interval = scaled_interval("points", mean, error, quantile, fewest, most)
        numbers = rows.people, rows.clips, len(rows)
        yield Figure("mean-by-stratum", clips_are, skips, mean, error, freedom, interval, *numbers)


def _estimates(
    rows: StudyRows, strata: Texts
) -> tuple[float, dict[ClipsAre, tuple[float, float, float, float]]]:
    known = np.flatnonzero(strata != NOWHERE)
    names, numbers = np.unique(strata[known].astype(str), return_inverse=True)
    stratum_of_clip = np.zeros(len(strata), np.intp)
    stratum_of_clip[known] = numbers
    stratum = stratum_of_clip[rows.clip]
    of_clips = np.bincount(numbers, minlength=len(names)) / max(len(known), 1)
    nothing: dict[ClipsAre, tuple[float, float, float, float]] = {
        "like-these": (np.nan,) * 4,
        "these": (np.nan,) * 4,
    }
    if not len(rows) or len(np.unique(stratum)) < len(names):
        return np.nan, nothing
    weight = of_clips[stratum] * _share_in_stratum(rows.person, stratum)
    means = np.bincount(stratum, weight * rows.score) / of_clips
    mean = float(of_clips @ means)
    if rows.people < MIN_PLAYERS:
        return mean, nothing
    apart = weight * (rows.score - means[stratum])
    people = _scalar(
        one_way(
            np.bincount(rows.person, weight).astype(np.float64)[:, None],
            np.bincount(rows.person, apart).astype(np.float64)[:, None],
        )
    )
    most = 1 / float((weight**2).sum())
    alone = float(np.sqrt(people.variance)), float(people.freedom)
    found = {**nothing, "these": (*alone, float(people.effective), most)}
    clips = _clips(rows.clip, stratum_of_clip, weight, apart)
    if clips is not None:
        error, freedom = two_way(clips, people, np.array(_cells(rows, apart)))
        fewest = min(float(people.effective), float(clips.effective))
        found["like-these"] = float(error), float(freedom), fewest, most
    return mean, found


def _share_in_stratum(person: Integers, stratum: Integers) -> Floats:
    """Row weights that add up to 1 in each stratum: of its people each counts once."""
    cell = stratum * (int(person.max()) + 1) + person
    rounds = np.bincount(cell)
    cells = np.flatnonzero(rounds)
    people = np.bincount(cells // (int(person.max()) + 1))
    share: Floats = 1.0 / (rounds[cell] * people[stratum])
    return share


def _clips(clip: Integers, stratum_of_clip: Integers, weight: Floats, apart: Floats) -> OneWay | None:
    """What clips add to the variance, each random in its stratum; None where every stratum has one clip."""
    share, total = np.bincount(clip, weight), np.bincount(clip, apart)
    heard = np.flatnonzero(share)
    sure: list[tuple[float, float]] = []
    single, squares, among = 0.0, 0.0, 0.0
    for stratum in np.unique(stratum_of_clip[heard]):
        here = heard[stratum_of_clip[heard] == stratum]
        whole = float(share[here].sum())
        if len(here) < FEWEST_CLIPS:
            single += whole**2
            continue
        one = _scalar(one_way((share[here] / whole)[:, None], total[here][:, None]))
        sure.append((float(one.variance), float(one.freedom)))
        squares += float(one.variance)
        among += float((share[here] ** 2).sum())
    if not sure:
        return None
    variance = squares + single * squares / among
    doubt = sum(part**2 / freedom for part, freedom in sure)
    freedom = squares**2 / doubt if doubt > 0 else float(len(heard) - len(sure))
    effective = 1 / float((share**2).sum())
    return OneWay(*(np.array(one) for one in (variance, freedom, len(heard), effective)))


def _cells(rows: StudyRows, apart: Floats) -> float:
    """The sum of squared scores of each person on each clip."""
    _, cell = np.unique(rows.person * (int(rows.clip.max()) + 1) + rows.clip, return_inverse=True)
    return float((np.bincount(cell, apart) ** 2).sum())


def _scalar(one: OneWay) -> OneWay:
    return one.at(np.array(0))
