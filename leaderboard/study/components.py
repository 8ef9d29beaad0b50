"""How much scores differ among people, among clips, and from one answer to the next."""

from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.rows import Floats, Integers


@dataclass(frozen=True)
class Components:
    """Standard deviations of what a score is the sum of, in GeoScore points.

    Attributes
    ----------
    person : float
        How people's skill differs.
    clip : float
        How clips' difficulty differs.
    residual : float
        What is left: how one answer differs from what its person and its clip would give.
    """

    person: float
    clip: float
    residual: float


def moment_components(score: Floats, person: Integers, clip: Integers) -> Components:
    """Estimate the components of crossed rows from sums of squares.

    Parameters
    ----------
    score : ndarray of float, an entry per row
    person, clip : ndarray of int, an entry per row
        Numbered from 0.

    Returns
    -------
    Components
        A component whose estimate is negative is 0; all are NaN with fewer than two people or clips.

    Notes
    -----
    Henderson's Method 1: Estimation of variance and covariance components, Biometrics 9 (1953). It is
    unbiased however unevenly people play, as long as skill and amount of play are unrelated, and takes no
    iteration. `leaderboard.study.mixed_model` is more precise.
    """
    rows, people, clips = len(score), np.bincount(person), np.bincount(clip)
    if min(np.count_nonzero(people), np.count_nonzero(clips)) < 2:
        return Components(np.nan, np.nan, np.nan)
    centred = score - score.mean()
    squares = np.array(
        [
            (centred**2).sum(),
            _squares(centred, person, people),
            _squares(centred, clip, clips),
        ]
    )
    # Expected squares for each unit of variance; the mean that was taken off is the last term of each.
    pairs = np.bincount(person * len(clips) + clip).astype(np.float64)
    pairs = pairs[pairs > 0]
    which = np.unique(person * len(clips) + clip)
    of_person, of_clip = people[which // len(clips)], clips[which % len(clips)]
    mean = np.array([(people**2).sum() / rows, (clips**2).sum() / rows, 1.0])
    expected = np.array(
        [
            [rows, rows, rows],
            [rows, (pairs**2 / of_person).sum(), np.count_nonzero(people)],
            [(pairs**2 / of_clip).sum(), rows, np.count_nonzero(clips)],
        ]
    )
    found = np.linalg.lstsq(expected - mean, squares, rcond=None)[0]
    person_sd, clip_sd, residual_sd = np.sqrt(np.maximum(found, 0)).tolist()
    return Components(person_sd, clip_sd, residual_sd)


def _squares(values: Floats, group: Integers, counts: Integers) -> float:
    totals = np.bincount(group, values)
    return float((totals**2 / np.maximum(counts, 1)).sum())
