"""Which clip a player hears next, and with what probability."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.geodesy import distance_km
from game.packs.clip import Clip
from game.packs.pack import Pack

NEAR_KM = 0.1  # two clips of one game are never nearer to each other than this
GAME_ROUNDS = 5

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Draw:
    """A clip that chance has chosen, and how likely it was at this deal."""

    clip: Clip
    probability: float


class Deck:
    """A pack made ready for dealing: which of its clips lie too near each other for one game.

    Parameters
    ----------
    pack : Pack
        At least one playable clip.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.lats = np.array([clip.lat for clip in pack.clips])
        self.lons = np.array([clip.lon for clip in pack.clips])
        self._index = {clip.key: index for index, clip in enumerate(pack.clips)}
        self._near = _near(self.lats, self.lons)
        self._cluster = _clusters(self._near)

    def mask(self, keys: Iterable[str]) -> Mask:
        """The clips with these keys, as a mask over the deck; keys that are not in it are passed over."""
        mask = np.zeros(len(self.pack.clips), dtype=np.bool_)
        mask[[self._index[key] for key in keys if key in self._index]] = True
        return mask

    def apart(self, candidates: Mask, in_game: Iterable[str]) -> Mask:
        """Leave only the candidates that are not within 100 m of a clip already dealt in the game."""
        left = candidates.copy()
        for key in in_game:
            if key in self._index:
                left[self._near[self._index[key]]] = False
        return left

    def rounds(self, candidates: Mask) -> int:
        """How many rounds a game can surely have: at most five, and one for each cluster of near clips."""
        return min(GAME_ROUNDS, len(np.unique(self._cluster[candidates])))

    def draw(self, candidates: Mask, rng: np.random.Generator) -> Draw | None:
        """Draw one of the candidates, each as likely as any other; None when there is none."""
        indices = np.flatnonzero(candidates)
        if not len(indices):
            return None
        index = indices[rng.integers(len(indices))]
        return Draw(self.pack.clips[index], 1 / len(indices))

    def nearest_km(self, lat: float, lon: float, keys: Sequence[str]) -> float | None:
        """Distance from a point to the nearest of the clips with these keys, in km; None without any."""
        indices = [self._index[key] for key in keys if key in self._index]
        if not indices:
            return None
        lats, lons = self.lats[indices], self.lons[indices]
        return float(distance_km(np.full_like(lats, lat), np.full_like(lons, lon), lats, lons).min())


def _near(lats: NDArray[np.float64], lons: NDArray[np.float64]) -> list[list[int]]:
    """For each point, the points within 100 m, itself among them."""
    near: list[list[int]] = [[] for _ in lats]
    order = np.argsort(lats, kind="stable")
    margin = NEAR_KM / 110  # degrees of latitude, a little more than 100 m everywhere
    ends = np.searchsorted(lats[order], lats[order] + margin, side="right")
    for place, start in enumerate(order):
        others = order[place : ends[place]]
        distances = distance_km(lats[start], lons[start], lats[others], lons[others])
        for other in others[distances <= NEAR_KM]:
            near[start].append(int(other))
            if other != start:
                near[other].append(int(start))
    return near


def _clusters(near: list[list[int]]) -> NDArray[np.int64]:
    """Number of the cluster of each point: points joined by steps of at most 100 m share one."""
    cluster = np.full(len(near), -1, dtype=np.int64)
    for first in range(len(near)):
        if cluster[first] >= 0:
            continue
        waiting = [first]
        while waiting:
            point = waiting.pop()
            if cluster[point] < 0:
                cluster[point] = first
                waiting.extend(near[point])
    return cluster
