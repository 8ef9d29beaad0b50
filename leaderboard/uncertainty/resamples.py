"""Bootstrap resamples: how often each clip and each player is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from leaderboard.scoring.rows import Integers

Counts = NDArray[np.uint8]  # nothing is drawn 256 times

REPLICATES = 2_000
AT_ONCE = 64  # replicates per matrix product, so that their counts fit in the processor's cache


@dataclass(frozen=True)
class Draws:
    """How often each clip and each player is drawn.

    One set of draws serves all entrants, so that a hard clip is hard for all of them in the same replicates.

    Attributes
    ----------
    clips : ndarray of uint8, clips by replicates
        Each replicate draws as many clips as there are.
    players : ndarray of uint8, players by replicates
        The same, drawn independently of the clips.
    """

    clips: Counts
    players: Counts

    @classmethod
    def of(cls, clips: int, players: int, rng: np.random.Generator, replicates: int = REPLICATES) -> "Draws":
        """Draw with replacement; clips come first, so that their draws do not depend on who plays."""
        return cls(_drawn(clips, rng, replicates), _drawn(players, rng, replicates))

    @property
    def replicates(self) -> int:
        return int(self.clips.shape[1])

    def renumbered(self, places: Integers) -> "Draws":
        """The same draws for players with other numbers; ``places`` gives each the draws of an old one."""
        return replace(self, players=self.players[places])

    def blocks(self) -> Iterator["Draws"]:
        """The same draws, a few replicates at a time."""
        for start in range(0, self.replicates, AT_ONCE):
            block = np.s_[:, start : start + AT_ONCE]
            yield Draws(np.ascontiguousarray(self.clips[block]), np.ascontiguousarray(self.players[block]))


def _drawn(number: int, rng: np.random.Generator, replicates: int) -> Counts:
    counts = np.zeros((replicates, number), dtype=np.uint8)
    for start in range(0, replicates if number else 0, AT_ONCE):
        block = counts[start : start + AT_ONCE]
        drawn = rng.integers(0, number, block.shape) + number * np.arange(len(block))[:, None]
        block[:] = np.bincount(drawn.ravel(), minlength=block.size).reshape(block.shape)
    return np.ascontiguousarray(counts.T)
