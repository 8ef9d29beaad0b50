"""How far the order of clips by difficulty, and of people by skill, would come out the same again."""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import expit, logit, stdtrit

from leaderboard.scoring.rows import Bools, Integers
from leaderboard.study.components import Components, moment_components
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import FEWEST_CLIPS, MIN_PLAYERS
from leaderboard.uncertainty.scaled_intervals import Interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE

PARTS = 100
SMALLEST = 1e-6  # reliabilities nearer to 0 or 1 have no logit to speak of


def reliability_of_clips(components: Components, answers: float) -> float:
    """The correlation of clips' mean scores with those that as many other people would give them.

    Parameters
    ----------
    answers : float
        To each clip, each by another person.

    Notes
    -----
    Generalizability, absolute: clips' share of the variance of a clip's mean. With more answers it rises as
    Spearman and Brown have it: 0.65 at 4 answers is 0.82 at 10.
    """
    return _share(components.clip**2, components.person**2 + components.residual**2, answers)


def reliability_of_people(components: Components, rounds: float) -> float:
    """The same of people's mean scores, each over ``rounds`` clips of their own."""
    return _share(components.person**2, components.clip**2 + components.residual**2, rounds)


def answers_for(components: Components, reliability: float) -> float:
    """How many answers to each clip make clips' means so reliable; infinite if clips do not differ."""
    noise = components.person**2 + components.residual**2
    if not components.clip > 0:
        return math.inf
    return reliability * noise / ((1 - reliability) * components.clip**2)


def clips_interval(rows: StudyRows, answers: float) -> Interval | None:
    """The 95% interval of `reliability_of_clips`, for other people and other clips like these.

    Returns
    -------
    (float, float) or None
        None with fewer than `MIN_PLAYERS` people, or than three clips.

    Notes
    -----
    The jackknife of the logit of the reliability that `moment_components` give, leaving out one person after
    the other, then one clip after the other. The two squared errors are added, and that of single answers,
    which both hold, is taken off, as in `leaderboard.uncertainty.standard_errors.estimate`. It is found by
    leaving out one of `PARTS` random parts of the answers after the other. With Student's t, and
    Satterthwaite's degrees of freedom.
    """
    return _jackknife(rows, lambda found: reliability_of_clips(found, answers))


def people_interval(rows: StudyRows, rounds: float) -> Interval | None:
    """The same of `reliability_of_people`."""
    return _jackknife(rows, lambda found: reliability_of_people(found, rounds))


def _share(signal: float, noise: float, number: float) -> float:
    whole = signal + noise / number
    return signal / whole if whole > 0 else np.nan


def _jackknife(rows: StudyRows, figure: Callable[[Components], float]) -> Interval | None:
    if rows.people < MIN_PLAYERS or rows.clips <= FEWEST_CLIPS:
        return None
    middle = _logit(figure(_components(rows)))
    people, clips, answers = (
        _variance(rows, group, figure) for group in (rows.person, rows.clip, _parts(len(rows)))
    )
    squared = max(people + clips - answers, people, clips)
    of_people, of_clips = rows.people - 1, rows.clips - 1
    doubt = people**2 / of_people + clips**2 / of_clips
    least = min(of_people, of_clips)
    freedom = max(squared**2 / doubt, least) if doubt else least
    reach = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * math.sqrt(squared)
    return float(expit(middle - reach)), float(expit(middle + reach))


def _variance(rows: StudyRows, group: Integers, figure: Callable[[Components], float]) -> float:
    each = [_logit(figure(_components(rows, group != one))) for one in np.unique(group)]
    return float(np.var(each) * (len(each) - 1))


def _parts(rows: int) -> Integers:
    """A part for each row, at random but always the same."""
    return np.random.default_rng(0).permutation(np.arange(rows) % PARTS)


def _components(rows: StudyRows, kept: Bools | slice = slice(None)) -> Components:
    return moment_components(rows.score[kept], rows.person[kept], rows.clip[kept])


def _logit(share: float) -> float:
    return float(logit(np.clip(share, SMALLEST, 1 - SMALLEST)))
