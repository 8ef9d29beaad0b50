"""How much scores differ among people, among clips, and from one answer to the next."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Bools, Floats, Integers

AT_ONCE = 2**18  # rows of all choices that are added up together


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
    (found,) = components_among(score, person, clip, np.ones((1, len(score)), np.bool_))
    return found


def components_among(score: Floats, person: Integers, clip: Integers, kept: Bools) -> list[Components]:
    """The same of several choices of rows, each of which is a row of ``kept``."""
    table = CrossedTable.of(clip, person)
    at_once = max(1, AT_ONCE // max(1, len(score)))
    chunks = (kept[start : start + at_once] for start in range(0, len(kept), at_once))
    return [one for chunk in chunks for one in _components(score, person, table, chunk.astype(np.float64))]


def _components(score: Floats, person: Integers, table: CrossedTable, kept: Floats) -> Iterator[Components]:
    rows = kept.sum(axis=1)
    mean = (kept @ score) / np.maximum(rows, 1)
    centred = kept * (score - mean[:, None])
    people, clips, pairs = _sums(kept, person), _sums(kept, table.clip), table.summed(kept)
    squares = np.stack(
        [(centred**2).sum(axis=1), _squares(centred, person, people), _squares(centred, table.clip, clips)],
        axis=1,
    )
    # Expected squares for each unit of variance; the mean that was taken off is the last term of each.
    by_person, by_clip = (
        (pairs**2 / np.maximum(counts[:, which], 1)).sum(axis=1)
        for counts, which in zip((people, clips), table.cells, strict=True)
    )
    persons, places = (np.count_nonzero(counts, axis=1) for counts in (people, clips))
    evenly = [(counts**2).sum(axis=1) / np.maximum(rows, 1) for counts in (people, clips)]
    off = np.stack([*evenly, np.ones(len(rows))], axis=1)
    expected = np.array([[rows, rows, rows], [rows, by_person, persons], [by_clip, rows, places]])
    for number, enough in enumerate(np.minimum(persons, places) >= 2):
        if not enough:
            yield Components(np.nan, np.nan, np.nan)
            continue
        found = np.linalg.lstsq(expected[..., number] - off[number], squares[number], rcond=None)[0]
        yield Components(*np.sqrt(np.maximum(found, 0)).tolist())


def _squares(values: Floats, group: Integers, counts: Floats) -> Floats:
    squares: Floats = (_sums(values, group) ** 2 / np.maximum(counts, 1)).sum(axis=1)
    return squares


def _sums(values: Floats, group: Integers) -> Floats:
    """Sums of rows by group, choices by groups; values are choices by rows, groups numbered from 0."""
    choices, groups = len(values), 1 + int(group.max(initial=-1))
    at = group + groups * np.arange(choices)[:, None]
    sums: Floats = np.bincount(at.ravel(), values.ravel(), choices * groups).astype(np.float64, copy=False)
    return sums.reshape(choices, groups)
