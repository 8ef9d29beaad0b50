"""How far the order of clips by difficulty, and of people by skill, would come out the same again."""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import expit, logit, stdtrit

from leaderboard.scoring.rows import Floats, Integers
from leaderboard.study.components import Components, components_among, moment_components
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


def intervals(rows: StudyRows, answers: float, rounds: float) -> tuple[Interval | None, Interval | None]:
    """The 95% intervals of both reliabilities, for other people and other clips like these.

    Parameters
    ----------
    answers, rounds : float
        Of `reliability_of_clips` and of `reliability_of_people`.

    Returns
    -------
    (float, float) or None
        Of clips, then of people. None with fewer than `MIN_PLAYERS` people, or than three clips.

    Notes
    -----
    The jackknife of the logit of the reliability that `moment_components` give, leaving out one person after
    the other, then one clip after the other. The two squared errors are added, and that of single answers,
    which both hold, is taken off, as in `leaderboard.uncertainty.standard_errors.estimate`. It is found by
    leaving out one of `PARTS` random parts of the answers after the other. With Student's t, and
    Satterthwaite's degrees of freedom.
    """
    if rows.people < MIN_PLAYERS or rows.clips <= FEWEST_CLIPS:
        return None, None
    whole = moment_components(rows.score, rows.person, rows.clip)
    parts = np.random.default_rng(0).permutation(np.arange(len(rows)) % PARTS)  # always the same
    left_out = [_without_each(rows, group) for group in (rows.person, rows.clip, parts)]
    freedoms = rows.people - 1, rows.clips - 1

    def interval(figure: Callable[[Components], float]) -> Interval:
        return _interval(figure(whole), [list(map(figure, each)) for each in left_out], freedoms)

    return (
        interval(lambda found: reliability_of_clips(found, answers)),
        interval(lambda found: reliability_of_people(found, rounds)),
    )


def _share(signal: float, noise: float, number: float) -> float:
    whole = signal + noise / number
    return signal / whole if whole > 0 else np.nan


def _without_each(rows: StudyRows, group: Integers) -> list[Components]:
    """The components without the rows of one group after the other."""
    return components_among(rows.score, rows.person, rows.clip, group != np.unique(group)[:, None])


def _interval(middle: float, left_out: list[list[float]], freedoms: tuple[int, int]) -> Interval:
    """From a reliability, and those without each person, each clip and each part of the answers."""
    logits = [_logits(each) for each in left_out]
    people, clips, answers = (float(np.var(each) * (len(each) - 1)) for each in logits)
    squared = max(people + clips - answers, people, clips)
    of_people, of_clips = freedoms
    doubt = people**2 / of_people + clips**2 / of_clips
    least = min(of_people, of_clips)
    freedom = max(squared**2 / doubt, least) if doubt else least
    reach = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * math.sqrt(squared)
    low, high = expit(_logits([middle]) + np.array([-reach, reach])).tolist()
    return low, high


def _logits(shares: list[float]) -> Floats:
    logits: Floats = logit(np.clip(shares, SMALLEST, 1 - SMALLEST))
    return logits
