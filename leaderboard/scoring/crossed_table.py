"""Answers as a table of players by clips: whatever is summed over many sets of clips is a matrix product."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from leaderboard.scoring.rows import Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array


@dataclass(frozen=True, eq=False)
class CrossedTable:
    """Where rows stand in a table of players by clips, most of whose cells are empty.

    Attributes
    ----------
    clip : ndarray of int, an entry per row
        Numbered from 0.
    order : ndarray of int, an entry per row
        The rows by player, then by clip.
    first : ndarray of int or None
        Where the rows of each cell begin in ``order``; None if no cell has more than one.
    clip_of_cell, ends : ndarray of int
        The cells' clips, and where each player's cells end, after a zero.
    """

    clip: Integers
    order: Integers
    first: Integers | None
    clip_of_cell: Integers
    ends: Integers

    @classmethod
    def of(cls, clip: Integers, player: Integers) -> "CrossedTable":
        """Lay out rows by their clip and player, numbered from 0."""
        pair = player * (1 + clip.max(initial=-1)) + clip
        order = np.argsort(pair)
        begins = np.diff(pair[order], prepend=-1) > 0
        cells = order[begins]
        players = np.bincount(player[cells], minlength=1 + player.max(initial=-1))
        first = None if begins.all() else np.flatnonzero(begins)
        ends = np.append(0, np.cumsum(players))
        return cls(clip, order, first, clip[cells].astype(np.int32), ends.astype(np.int32))

    @property
    def shape(self) -> tuple[int, int]:
        """Players, clips."""
        return len(self.ends) - 1, 1 + int(self.clip.max(initial=-1))

    @property
    def has_single_rows(self) -> bool:
        """Whether no cell has more than one row."""
        return self.first is None

    @property
    def cells(self) -> tuple[Integers, Integers]:
        """The player and the clip of each cell, in the order in which sums hold them."""
        players: Integers = np.repeat(np.arange(self.shape[0]), np.diff(self.ends))
        return players, self.clip_of_cell

    @cached_property
    def counts(self) -> "Cells":
        """How many rows there are in each cell."""
        return self.sums(np.ones(len(self.clip)))

    def sums(self, values: Floats) -> "Cells":
        """Sums by cell of values, which are an entry per row."""
        return self._empty.filled(self.summed(values))

    def summed(self, values: Floats) -> Floats:
        """The same sums in the order of `cells`; of several columns, each of which is a row of ``values``."""
        # Without looking for positions out of bounds.
        ordered: Floats = values.take(self.order, axis=-1, mode="clip")
        return ordered if self.first is None else np.add.reduceat(ordered, self.first, axis=-1)

    @cached_property
    def _empty(self) -> "Cells":
        from scipy.sparse import csr_array  # a tenth of a second, which the game itself does without

        values = np.zeros(len(self.clip_of_cell))
        cells = csr_array((values, self.clip_of_cell, self.ends), shape=self.shape)
        return Cells(values, cells, cells.T)


@dataclass(frozen=True, eq=False)
class Cells:
    """A value in each cell of a table.

    Attributes
    ----------
    values : ndarray of float
        In the order of `CrossedTable.cells`.
    by_player, by_clip : sparse array
        The same as players by clips, and as clips by players, for matrix products.
    """

    values: Floats
    by_player: "csr_array"
    by_clip: "csc_array"

    def filled(self, values: Floats) -> "Cells":
        """The same cells with other values."""
        both = copy(self.by_player), copy(self.by_clip)  # share where cells are, which is known to be right
        for one in both:
            one.data = values
        return Cells(values, *both)

    def times(self, other: "Cells") -> "Cells":
        """The product of each cell with that of another from the same table."""
        return self.filled(self.values * other.values)
