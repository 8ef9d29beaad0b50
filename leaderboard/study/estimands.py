"""How well people do, in several senses of the words, on these clips and on clips like these. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import bdtr

from leaderboard.entrants.humans import FIRST, MIN_ROUNDS
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE, Estimates, estimate

Key = Literal["mean-person", "median-person", "clips-first", "first-rounds", "mean-by-stratum"]
ClipsAre = Literal["like-these", "these"]
Skips = Literal["scored", "left-out"]


@dataclass(frozen=True)
class Figure:
    """One figure of people's GeoScore with its 95% interval.

    Attributes
    ----------
    key : {"mean-person", "median-person", "clips-first", "first-rounds", "mean-by-stratum"}
        The mean over people of each person's mean, which is the primary figure; their median; the mean over
        clips of each clip's mean; the first again, over each person's first `FIRST` rounds; and that of
        `leaderboard.study.stratum_mean`.
    clips_are : {"like-these", "these"}
        Whether the interval is for other people and other clips, or for other people on these very clips.
    skips : {"scored", "left-out"}
        Whether a skip scores 6.2 as a model's refusal does, or neither counts.
    mean : float
        In GeoScore points, as the rest. NaN without a round.
    error, freedom : float
        The standard error, and its degrees of freedom; NaN with fewer than `MIN_PLAYERS` people, and for the
        median, whose interval is not made from an error.
    interval : (float, float) or None
        None with fewer than `MIN_PLAYERS` people or, for clips like these, with a single clip.
    people, clips, rounds : int
        How many it rests on.
    """

    key: Key
    clips_are: ClipsAre
    skips: Skips
    mean: float
    error: float
    freedom: float
    interval: Interval | None
    people: int
    clips: int
    rounds: int


def estimates_of(rows: StudyRows, cap: int | None = None) -> list[Figure]:
    """Every figure of a study's people; the primary one comes first.

    Parameters
    ----------
    rows : StudyRows
        All rounds of the study; those that do not count are left out.
    cap : int, optional
        The most rounds of a person that count, the first ones.
    """
    scored = _figures("scored", rows, cap)
    if rows.skipped.any():
        left_out = _figures("left-out", rows.only(~rows.skipped), cap)
    else:
        left_out = [replace(figure, skips="left-out") for figure in scored]
    return sorted([*scored, *left_out], key=lambda figure: _KEYS.index(figure.key))


def primary(rows: StudyRows, cap: int | None = None) -> Figure:
    """The mean person, on clips like these, with skips scored."""
    chosen = enough(rows, cap)
    return next(_both("mean-person", "scored", chosen, _estimates(chosen, by_clip=False)))


def strata(rows: StudyRows) -> Iterator[tuple[str, str, StudyRows]]:
    """The rounds of each continent, and those with and without speech: kind, name and rows."""
    for name in sorted(set(rows.continent[np.unique(rows.clip)].tolist()), key=str):
        yield "continent", str(name), rows.only(rows.continent[rows.clip] == name)
    for name, has in (("speech", True), ("no speech", False)):
        kept: Bools = rows.speech[rows.clip] == has
        if kept.any():
            yield "speech", name, rows.only(kept)


def _everyone(rows: StudyRows, cap: int | None) -> StudyRows:
    counted = rows.counted()
    return counted.only(~np.isnan(counted.score)).first(cap)


def enough(rows: StudyRows, cap: int | None) -> StudyRows:
    """The rounds that count, up to the cap, of people with at least `MIN_ROUNDS` of them."""
    everyone = _everyone(rows, cap)
    return everyone.only((np.bincount(everyone.person) >= MIN_ROUNDS)[everyone.person])


_KEYS: tuple[Key, ...] = ("mean-person", "median-person", "clips-first", "first-rounds")


def _figures(skips: Skips, rows: StudyRows, cap: int | None) -> list[Figure]:
    """All figures of rounds from which skips have been left out already, if they are to be."""
    everyone, regular, first = _everyone(rows, cap), enough(rows, cap), enough(rows.first(FIRST), cap)
    by_person = _estimates(regular, by_clip=False)
    return [
        *_both("mean-person", skips, regular, by_person),
        *_both("median-person", skips, regular, by_person),
        *_both("clips-first", skips, everyone, _estimates(everyone, by_clip=True)),
        *_both("first-rounds", skips, first, _estimates(first, by_clip=False)),
    ]


def _both(key: Key, skips: Skips, chosen: StudyRows, errors: tuple[Estimates, Estimates]) -> Iterator[Figure]:
    fixed, random = errors
    pairs: tuple[tuple[ClipsAre, Estimates], ...] = (("like-these", random), ("these", fixed))
    for clips_are, one in pairs:
        mean, interval = float(one.mean[0]), _interval(one)
        error, freedom = float(one.error[0]), float(one.freedom[0])
        if key == "median-person":
            mean, interval = _median(chosen, fixed, one)
            error = freedom = np.nan
        numbers = chosen.people, chosen.clips, len(chosen)
        yield Figure(key, clips_are, skips, mean, error, freedom, interval, *numbers)


def _estimates(rows: StudyRows, by_clip: bool) -> tuple[Estimates, Estimates]:
    """The mean with its error over other people alone, and over other people and clips."""
    unit = rows.clip if by_clip else rows.person
    fixed = estimate([rows.score], rows.person, None, unit)
    if rows.people < MIN_PLAYERS:
        nothing = np.array([np.nan])
        fixed = Estimates(fixed.mean, nothing, nothing, fixed.fewest, fixed.most)
    return fixed, estimate([rows.score], rows.clip, rows.person, unit)


def _interval(one: Estimates) -> Interval | None:
    if np.isnan(one.error[0]):
        return None
    columns = one.mean, one.error, one.quantile, one.fewest, one.most
    low, high = scaled_interval("points", *(float(column[0]) for column in columns))
    return low, high


def _median(rows: StudyRows, fixed: Estimates, one: Estimates) -> tuple[float, Interval | None]:
    """The median person, with what other clips add to the squared error of the mean added to its own."""
    counts = np.bincount(rows.person)
    means = np.sort(np.bincount(rows.person, rows.score)[counts > 0] / counts[counts > 0])
    if not len(means):
        return np.nan, None
    median = float(np.median(means))
    if np.isnan(one.error[0]):
        return median, None
    low, high = median_interval(means)
    added = max(float(one.error[0] ** 2 - fixed.error[0] ** 2), 0.0) * float(one.quantile[0]) ** 2
    return median, (median - np.hypot(median - low, added**0.5), median + np.hypot(high - median, added**0.5))


def median_interval(rising: Floats) -> Interval:
    """The 95% interval of a population's median from a sample in rising order, of six or more.

    Notes
    -----
    Interpolated between order statistics: Hettmansperger and Sheather, Confidence intervals based on
    interpolated order statistics (1986).
    """
    size = len(rising)
    # With ``depth`` values cut off at either end, less one, the interval misses the median with this chance.
    depths = np.arange(1, size // 2 + 1)
    sure = 1 - 2 * bdtr(depths - 1, size, 0.5)
    depth = int(depths[sure >= CONFIDENCE].max(initial=1))
    here, deeper = (1 - 2 * bdtr(one - 1, size, 0.5) for one in (depth, depth + 1))
    share = (here - CONFIDENCE) / (here - deeper)
    weight = (size - depth) * share / (depth + (size - 2 * depth) * share)
    low = (1 - weight) * rising[depth - 1] + weight * rising[depth]
    high = (1 - weight) * rising[size - depth] + weight * rising[size - depth - 1]
    return float(low), float(high)
