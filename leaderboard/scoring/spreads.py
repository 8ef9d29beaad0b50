"""Means over sets of clips, and how answers spread around them: by player, by clip, and in single answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from leaderboard.scoring.crossed_table import Cells, CrossedTable
from leaderboard.scoring.rows import Bools, Floats, Integers

NEARLY_NONE = 1e-6  # of the squares: where so little is left around the mean, it may be nothing but rounding


@dataclass(frozen=True, eq=False)
class Spread:
    """Means of one column over sets of clips; the sets are the last axis.

    Attributes
    ----------
    mean : ndarray of float
        NaN over a set without a value.
    player_share, clip_share : ndarray of float, players or clips by sets
        The weight of each in the mean.
    player_score, clip_score : ndarray of float, players or clips by sets
        The sum of its answers' weighted distances from the mean.
    cells : ndarray of float
        The sum of squared scores of each player on each clip.
    answers : ndarray of float
        How many answers the mean is worth if each is independent: 1 / sum of squared weights.
    """

    mean: Floats
    player_share: Floats
    player_score: Floats
    clip_share: Floats
    clip_score: Floats
    cells: Floats
    answers: Floats


def spreads(table: CrossedTable, columns: Iterable[Floats], sets: Bools, by_player: bool) -> Iterator[Spread]:
    """The spread of each column over each set of clips.

    Parameters
    ----------
    columns : iterable of ndarray of float, an entry per row of the table
        NaN where a row has no value; it does not count for that column.
    sets : ndarray of bool, clips by sets
        Over which clips the means are taken.
    by_player : bool
        Whether answers are averaged by player, then over players; otherwise by clip, then over clips.
    """
    heard = sets[: table.shape[1]]
    whole: _Weights | None = None
    for column in columns:
        known = ~np.isnan(column)
        if known.all():
            weights = whole = whole or _Weights.of(table.counts, heard, by_player)
        else:
            weights = _Weights.of(table.sums(known.astype(np.float64)), heard, by_player)
        yield _spread(table, column, known, weights)


def distinct(sets: Bools) -> tuple[Bools, Integers]:
    """The sets without repetition, and which of these each one is."""
    each = [one.tobytes() for one in sets.T]
    found = list(dict.fromkeys(each))
    return sets[:, [each.index(one) for one in found]], np.array([found.index(one) for one in each], np.intp)


@dataclass(frozen=True, eq=False)
class _Weights:
    """An answer's weight is a factor of its player times a factor of its clip, over the number of units.

    Attributes
    ----------
    counts : Cells
        How many answers with a value there are.
    of_player, of_clip : ndarray of float, players or clips by sets
        The factors; that of the clip is 0 outside the set.
    units : ndarray of float, an entry per set
        How many players or clips count once; 1 if none does.
    """

    counts: Cells
    of_player: Floats
    of_clip: Floats
    units: Floats

    @classmethod
    def of(cls, counts: Cells, sets: Bools, by_player: bool) -> "_Weights":
        within = sets.astype(np.float64)
        ones = np.ones((counts.by_clip.shape[1], within.shape[1]))
        answers = counts.by_player @ within if by_player else (counts.by_clip @ ones[:, :1]) * within
        evenly = np.divide(1, answers, out=np.zeros_like(answers), where=answers > 0)
        units = np.maximum(np.count_nonzero(answers, axis=0), 1).astype(np.float64)
        return cls(counts, evenly, within, units) if by_player else cls(counts, ones, evenly, units)

    @cached_property
    def shares(self) -> "_Sums":
        """The weights' own sums."""
        return self.sums(self.counts)

    @cached_property
    def squares_of_cells(self) -> Floats:
        return self.squared(self.counts.times(self.counts))

    @cached_property
    def _of_player_and_squared(self) -> Floats:
        return np.concatenate([self.of_player, self.of_player**2], axis=1)

    def sums(self, cells: Cells) -> "_Sums":
        of_clip = cells.by_clip @ self._of_player_and_squared
        clips, squares = np.split(of_clip, 2, axis=1)
        clips *= self.of_clip
        return _Sums(
            clips.sum(axis=0) / self.units,
            self.of_player * (cells.by_player @ self.of_clip) / self.units,
            clips / self.units,
            (self.of_clip**2 * squares).sum(axis=0) / self.units**2,
        )

    def squared(self, cells: Cells) -> Floats:
        """The sum over all cells, with squared weights."""
        weighed: Floats = (self.of_clip**2 * (cells.by_clip @ self.of_player**2)).sum(axis=0) / self.units**2
        return weighed


@dataclass(frozen=True, eq=False)
class _Sums:
    """Weighted sums over all cells, by player and by clip; and over all cells with squared weights."""

    whole: Floats
    players: Floats
    clips: Floats
    squares: Floats


def _spread(table: CrossedTable, column: Floats, known: Bools, weights: _Weights) -> Spread:
    # Relative to about the middle, so that differences between large values keep their digits; a share of
    # right answers stays a count.
    values = column if known.all() else column[known]
    middle = float(np.floor(values.mean())) if len(values) else 0.0
    from_middle = column - middle
    if len(values) < len(column):
        from_middle[~known] = 0
    away = table.sums(from_middle)
    sums, shares = weights.sums(away), weights.shares
    players, clips = sums.players - sums.whole * shares.players, sums.clips - sums.whole * shares.clips
    squares, cells = _squares(table, away, weights, sums)
    mean = np.where(shares.squares > 0, middle + sums.whole, np.nan)
    for number in np.flatnonzero((cells <= NEARLY_NONE * squares) & (shares.squares > 0)).tolist():
        inside = column[known & (weights.of_clip[table.clip, number] > 0)]
        if (inside == inside[0]).all():
            mean[number], cells[number] = inside[0], 0
            players[:, number] = clips[:, number] = 0
    with np.errstate(divide="ignore"):  # in a set without a value
        answers = 1 / shares.squares
    return Spread(mean, shares.players, players, shares.clips, clips, cells, answers)


def _squares(table: CrossedTable, away: Cells, weights: _Weights, sums: _Sums) -> tuple[Floats, Floats]:
    """The weighted squares of what cells are away from the middle, and from the mean."""
    squares = weights.squared(away.times(away))
    if table.has_single_rows:
        products, ones = sums.squares, weights.shares.squares
    else:
        products, ones = weights.squared(away.times(weights.counts)), weights.squares_of_cells
    return squares, np.maximum(squares - 2 * sums.whole * products + sums.whole**2 * ones, 0)
