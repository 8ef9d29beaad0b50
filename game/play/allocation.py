"""Which clip a player hears next, and with what probability."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.geodesy import distance_km, unit_vectors
from game.packs.clip import Clip
from game.packs.pack import Pack

NEAR_KM = 0.1  # two clips of one game are always farther apart than this
GAME_ROUNDS = 5
SPHERE_MARGIN = 1.02  # distances on the sphere and on WGS-84 differ by less than 0.6%

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Draw:
    """A clip drawn at random, and the probability with which it was drawn; None where no rule tells it."""

    clip: Clip
    probability: float | None


class Deck:
    """A pack ready to deal from; knows which of its clips are too near each other for one game.

    Parameters
    ----------
    pack : Pack
        With at least one playable clip.

    Attributes
    ----------
    digest : str
        Stands for the clips and their order: masks of decks with the same digest mean the same.
    cluster : ndarray of int, an entry per clip
        Clips that are connected by steps of at most 100 m share a number.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.digest = hashlib.sha256("\n".join(clip.key for clip in pack.clips).encode()).hexdigest()[:32]
        self.lats = np.array([clip.lat for clip in pack.clips])
        self.lons = np.array([clip.lon for clip in pack.clips])
        self._index = {clip.key: index for index, clip in enumerate(pack.clips)}
        self._directions = unit_vectors(self.lats, self.lons)
        self._near = near_points(self.lats, self.lons)
        self.cluster = clusters(self._near)

    def mask(self, keys: Iterable[str]) -> Mask:
        """Mark the clips with these keys; keys of other packs are ignored."""
        mask = np.zeros(len(self.pack.clips), dtype=np.bool_)
        mask[[self._index[key] for key in keys if key in self._index]] = True
        return mask

    def apart(self, candidates: Mask, in_game: Iterable[str]) -> Mask:
        """The candidates that are more than 100 m away from every clip dealt in the game so far."""
        left = candidates.copy()
        for key in in_game:
            if key in self._index:
                left[self._near[self._index[key]]] = False
        return left

    def rounds(self, candidates: Mask) -> int:
        """How many rounds a game is sure to get: one for each cluster of near clips, and at most five."""
        return min(GAME_ROUNDS, len(np.unique(self.cluster[candidates])))

    def draw(self, candidates: Mask, rng: np.random.Generator) -> Draw | None:
        """Draw one of the candidates, all equally likely; None when there is none."""
        indices = np.flatnonzero(candidates)
        if not len(indices):
            return None
        index = indices[rng.integers(len(indices))]
        return Draw(self.pack.clips[index], 1 / len(indices))

    def nearest_km(self, lat: float, lon: float, clips: Mask) -> float | None:
        """Distance from a point to the nearest of the marked clips, km; None without any.

        The geodesic takes a microsecond a clip, so it is measured only to those that are nearest on a sphere.
        """
        indices = np.flatnonzero(clips)
        if not len(indices):
            return None
        apart = self._directions[indices] - unit_vectors(lat, lon)
        angles = np.arcsin(np.minimum(1, np.sqrt(np.square(apart).sum(axis=1)) / 2))
        indices = indices[angles <= angles.min() * SPHERE_MARGIN + 1e-9]
        if len(indices) == 1:  # as nearly always: ten times as fast as an array
            [index] = indices
            return distance_km(lat, lon, float(self.lats[index]), float(self.lons[index]))
        lats, lons = self.lats[indices], self.lons[indices]
        return float(distance_km(np.full_like(lats, lat), np.full_like(lons, lon), lats, lons).min())


def near_points(lats: NDArray[np.float64], lons: NDArray[np.float64]) -> list[list[int]]:
    """For each point, the indices of the points within 100 m, including its own."""
    near: list[list[int]] = [[] for _ in lats]
    order = np.argsort(lats, kind="stable")
    margin = NEAR_KM / 110  # degrees of latitude: a little more than 100 m anywhere on Earth
    ends = np.searchsorted(lats[order], lats[order] + margin, side="right")
    for rank, start in enumerate(order):
        others = order[rank : ends[rank]]
        distances = distance_km(lats[start], lons[start], lats[others], lons[others])
        for other in others[distances <= NEAR_KM]:
            near[start].append(int(other))
            if other != start:
                near[other].append(int(start))
    return near


def clusters(near: list[list[int]]) -> NDArray[np.int64]:
    """A cluster number for each point: points connected by steps of at most 100 m share one."""
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
