"""An opponent: whoever has answered clips beforehand, and now plays them again. No I/O."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore
from game.packs.pack import Pack

Kind = Literal["model", "constant", "crowd"]
MOST_PINS = 60
CELL_DEGREES = 10  # of the places at which the board's map of clips shows those that somebody has not heard
LEAST_SCORED = 10  # clips: the mean over fewer would tell how far single ones are from a known point


@dataclass(frozen=True, slots=True)
class Answer:
    """What an opponent answered to a clip.

    Attributes
    ----------
    lat, lon : float or None
        Degrees, WGS-84; None in a refusal, which counts as AGL1K counts it.
    city, country : str
        As the opponent named them; empty where it did not.
    """

    lat: float | None
    lon: float | None
    city: str = ""
    country: str = ""

    def distance_km(self, lat: float, lon: float) -> float:
        """Distance from the point; that of a refusal without one."""
        if self.lat is None or self.lon is None:
            return REFUSAL_KM
        return distance_km(lat, lon, self.lat, self.lon)


@dataclass(frozen=True, eq=False)
class Opponent:
    """Somebody to play against.

    Attributes
    ----------
    id : str
        As on the leaderboard: ``alm/gemini-3-pro``, ``constant/best-geoscore``, ``crowd``.
    geoscore : float or None
        Mean over the clips it has answered; None where they are too few to tell it.
    answers : mapping of str to Answer
        By the clips' keys; every answer with a score is there, refusals included.
    """

    id: str
    name: str
    kind: Kind
    geoscore: float | None
    answers: Mapping[str, Answer]

    @cached_property
    def pins(self) -> list[tuple[int, int]]:
        """Where it points, for a picture: up to `MOST_PINS` of its answers, whole degrees.

        A model that answers well points at the clips. So its answers, and the crowd's, are moved to the
        middle of their cell, as coarse as the board's map shows clips that nobody has been told the place of.
        """
        placed = [answer for answer in self.answers.values() if answer.lat is not None]
        points = np.array([(answer.lat, answer.lon) for answer in placed], dtype=np.float64).reshape(-1, 2)
        if self.kind == "constant":
            return [(int(lat), int(lon)) for lat, lon in np.unique(np.round(points), axis=0)]
        seed = int(hashlib.sha256(self.id.encode()).hexdigest()[:8], 16)
        chosen = np.random.default_rng(seed).permutation(len(points))[:MOST_PINS]
        cells = np.floor(points[np.sort(chosen)] / CELL_DEGREES) * CELL_DEGREES + CELL_DEGREES / 2
        inside = np.clip(cells, (-85, -175), (85, 175))
        return [(int(lat), int(lon)) for lat, lon in inside]


def mean_geoscore(answers: Mapping[str, Answer], pack: Pack) -> float | None:
    """The mean GeoScore of answers to a pack's clips; None with fewer than `LEAST_SCORED`."""
    far = [answers[clip.key].distance_km(clip.lat, clip.lon) for clip in pack.clips if clip.key in answers]
    return float(geoscore(np.array(far)).mean()) if len(far) >= LEAST_SCORED else None


def stored(opponent: Opponent, key: str) -> dict[str, Any]:
    """What a round keeps of its opponent, so that a duel goes on whatever becomes of the answers."""
    answer = opponent.answers[key]
    return {
        "id": opponent.id,
        "name": opponent.name,
        "kind": opponent.kind,
        "lat": answer.lat,
        "lon": answer.lon,
        "city": answer.city,
        "country": answer.country,
    }
