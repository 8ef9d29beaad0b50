"""What everybody who finished a day had in all: in bins, and the place of one among them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.geodesy import MAX_GEOSCORE
from game.json_types import Json

LEAST_PLAYERS = 5  # so that nobody is singled out
BINS = 10
DECIMALS = 6  # to which totals are compared: a database may add the rounds in another order


@dataclass(frozen=True, slots=True)
class Totals:
    """The total points of the games of a day that are finished.

    Attributes
    ----------
    games : frozenset of str
    points : ndarray of float
        In ascending order.
    """

    games: frozenset[str]
    points: NDArray[np.float64]

    @classmethod
    def of(cls, by_game: Mapping[str, float]) -> "Totals":
        return cls(frozenset(by_game), np.sort(np.array(list(by_game.values()), dtype=np.float64)))

    def with_game(self, game: str, points: float) -> "Totals":
        """The same, and a game that may have been finished after these were counted."""
        if game in self.games:
            return self
        return Totals(self.games | {game}, np.sort(np.append(self.points, points)))

    def distribution(self, clips: int) -> Json | None:
        """How many players had how much: the edges of ten bins, and their counts; None of too few players.

        Parameters
        ----------
        clips : int
            How many clips the day has.
        """
        if len(self.points) < LEAST_PLAYERS:
            return None
        most = MAX_GEOSCORE * clips
        counts, edges = np.histogram(np.minimum(self.points, most), BINS, (0, most))
        return {"edges": edges.tolist(), "counts": counts.tolist(), "players": len(self.points)}

    def percentile(self, points: float) -> int | None:
        """Per cent of the other players who had less than one of them; None of too few players."""
        if len(self.points) < LEAST_PLAYERS:
            return None
        own, everybody = round(points, DECIMALS), np.round(self.points, DECIMALS)
        less = int(np.count_nonzero(everybody < own))
        return int(100 * less / (len(self.points) - 1))
