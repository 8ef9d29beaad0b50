"""Guesses repeated so that a plain mean over rows weighs every person alike."""

import math

import numpy as np

from leaderboard.scoring.rows import Integers

MOST_ROWS = 100_000  # in all; where an exact file would be larger, it is nearly exact


def repeat_equally(player: Integers, most_rows: int = MOST_ROWS) -> Integers:
    """Indices of guesses, repeated so that every person has the same number of rows.

    Parameters
    ----------
    player : ndarray of int
        Who gave each guess, numbered from 0.
    most_rows : int
        If the smallest file that is exact would be larger, each person has as many rows as fit, and some of a
        person's guesses occur once more than others.

    Returns
    -------
    ndarray of int
        Positions in ``player``, in ascending order.
    """
    counts = np.bincount(player)
    people = int(np.count_nonzero(counts))
    if not people:
        return np.array([], np.intp)
    rows = _common_multiple(counts[counts > 0].tolist(), most_rows // people)
    rows = max(rows or most_rows // people, int(counts.max()))
    order = np.argsort(player, kind="stable")
    starts = np.cumsum(counts) - counts
    place = np.empty(len(player), np.intp)  # of a guess among its person's
    place[order] = np.arange(len(player)) - starts[player[order]]
    each = counts[player]
    # From all of a person's rows, the guess at each place gets an equal part, rounded at its two ends.
    repeats = (place + 1) * rows // each - place * rows // each
    return np.repeat(np.arange(len(player)), repeats)


def _common_multiple(counts: list[int], most: int) -> int:
    """The least common multiple; 0 when it is larger than ``most``."""
    multiple = 1
    for count in set(counts):
        multiple = math.lcm(multiple, count)
        if multiple > most:
            return 0
    return multiple
