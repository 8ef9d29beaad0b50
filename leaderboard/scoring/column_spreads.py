"""How columns of answers spread around their means over all clips, many columns at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.scoring.spreads import Spread

AT_ONCE = 2**18  # values that are added up together


def column_spreads(
    columns: Iterable[Floats], clip: Integers, player: Integers, by_player: bool
) -> Iterator[Spread]:
    """The spread of columns over all clips; in each `Spread` the last axis are columns, in order.

    Parameters
    ----------
    columns : iterable of ndarray of float, an entry per row
        NaN where a row has no value; it does not count for that column.
    clip, player : ndarray of int, an entry per row
        Numbered from 0.
    by_player : bool
        Whether answers are averaged by player, then over players; otherwise by clip, then over clips.

    Notes
    -----
    `leaderboard.scoring.spreads.spreads` finds the same, and is faster over many sets of clips.
    """
    table, each = CrossedTable.of(clip, player), iter(columns)
    while some := list(islice(each, max(1, AT_ONCE // max(1, len(clip))))):
        yield _spread(np.array(some, np.float64), table, player, by_player)


def _spread(values: Floats, table: CrossedTable, player: Integers, by_player: bool) -> Spread:
    """The spread of values, columns by rows."""
    known = ~np.isnan(values)
    share = _shares(known, player if by_player else table.clip)
    middle = _middle(values, known)
    away = np.where(known, values - middle, 0)
    whole = (share * away).sum(axis=1, keepdims=True)
    score = share * (away - whole)
    squares = (share**2).sum(axis=1)
    with np.errstate(divide="ignore"):  # without a value
        answers = 1 / squares
    mean = np.where(squares > 0, (middle + whole)[:, 0], np.nan)
    return Spread(
        mean,
        group_sums(share, player).T,
        group_sums(score, player).T,
        group_sums(share, table.clip).T,
        group_sums(score, table.clip).T,
        (_of_cells(score, table) ** 2).sum(axis=1),
        answers,
    )


def _shares(known: Bools, unit: Integers) -> Floats:
    """Row weights that add up to 1 in each column, and make every unit with a value count once."""
    answers = group_sums(known, unit)
    units = np.maximum(np.count_nonzero(answers, axis=1), 1)[:, None]
    evenly = 1 / (np.maximum(answers, 1) * units)
    return np.where(known, evenly[:, unit], 0)


def _middle(values: Floats, known: Bools) -> Floats:
    """About the middle of each column, so that differences between large values keep their digits.

    A share of right answers stays a count, and identical answers leave no rounding error.
    """
    low: Floats = values.min(axis=1, keepdims=True, where=known, initial=np.inf)
    high = values.max(axis=1, keepdims=True, where=known, initial=-np.inf)
    counts = np.maximum(np.count_nonzero(known, axis=1), 1)[:, None]
    mean = values.sum(axis=1, keepdims=True, where=known) / counts
    middle: Floats = np.where(low == high, low, np.floor(mean))
    return middle


def group_sums(values: Floats | Bools, group: Integers) -> Floats:
    """Sums of rows by group, columns by groups; values are columns by rows, groups numbered from 0."""
    columns, groups = len(values), 1 + int(group.max(initial=-1))
    at = group + groups * np.arange(columns)[:, None]
    sums: Floats = np.bincount(at.ravel(), values.ravel(), columns * groups).astype(np.float64, copy=False)
    return sums.reshape(columns, groups)


def _of_cells(values: Floats, table: CrossedTable) -> Floats:
    """Sums by player and clip, columns by cells."""
    if table.first is None:
        return values
    summed: Floats = np.add.reduceat(values[:, table.order], table.first, axis=1)
    return summed
