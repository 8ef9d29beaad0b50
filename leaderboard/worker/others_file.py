"""The file that says, for each clip, where people pointed: how a line is laid out and read."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from leaderboard.scoring.rows import Floats
from leaderboard.worker.shown_rounds import ShownRounds

NAME = "others.jsonl"
STEP_DEGREES = 0.5
MOST_POINTS = 300


@dataclass(frozen=True, slots=True)
class ClipOthers:
    """What is shown of one clip, and what only the host's processes read.

    Attributes
    ----------
    points : bytes
        JSON: up to `MOST_POINTS` pairs of latitude and longitude, rounded, in order of their values.
    people : int
        How many people are shown, 0 or at least five.
    crowd : dict or None
        The crowd's point and its distance.
    km : ndarray of float
        How far off each person was, in ascending order.
    rounds : ShownRounds
        Whose points these are.
    """

    points: bytes
    people: int
    crowd: Mapping[str, float] | None
    km: Floats
    rounds: ShownRounds

    @classmethod
    def of(
        cls, rounds: ShownRounds, lat: Floats, lon: Floats, km: Floats, crowd: Mapping[str, float] | None
    ) -> "ClipOthers":
        """Lay out rounded points, one for each of the shown rounds."""
        points = np.column_stack([lat, lon])
        if len(points) > MOST_POINTS:
            points = np.random.default_rng(len(points)).permutation(points)[:MOST_POINTS]
        ordered = points[np.lexsort(points.T[::-1])]
        return cls(orjson.dumps(ordered.tolist()), len(rounds.shown), crowd, np.sort(km), rounds)

    def without(self, shown_as: float, lat: float, lon: float) -> tuple[bytes, int]:
        """The points and the number of people, less one person's own."""
        at = int(np.searchsorted(self.rounds.shown, shown_as))
        if at == self.people or self.rounds.shown[at] != shown_as:
            return self.points, self.people
        points = orjson.loads(self.points)
        own = rounded(np.array([lat, lon])).tolist()
        if own in points:
            points.remove(own)
        return orjson.dumps(points), self.people - 1

    def line(self, key: str) -> bytes:
        """The clip's line of the file."""
        return orjson.dumps(
            {
                "key": key,
                "points": self.points.decode(),
                "people": self.people,
                "crowd": self.crowd,
                "km": _packed(self.km),
                "shown": _packed(self.rounds.shown),
                "held": _packed(self.rounds.held),
            }
        )


def rounded(degrees: Floats) -> Floats:
    """Degrees to the nearest step; 180 and -180 are one longitude, written -180."""
    steps: Floats = np.round(degrees / STEP_DEGREES) * STEP_DEGREES + 0.0
    return np.where(steps == 180, -180.0, steps)


def head(pack: str) -> bytes:
    """The file's first line."""
    return orjson.dumps({"pack": pack})


def read_lines(lines: Iterable[bytes]) -> tuple[str, dict[str, ClipOthers]]:
    """The pack that a file is of, and what it says, by the clips' keys.

    Raises
    ------
    ValueError, LookupError, TypeError
        If it is no such file.
    """
    first, *rest = map(orjson.loads, lines)
    return str(first["pack"]), {line["key"]: _of_line(line) for line in rest}


def _of_line(line: Mapping[str, Any]) -> ClipOthers:
    km, shown, held = (np.frombuffer(base64.b64decode(line[name])) for name in ("km", "shown", "held"))
    return ClipOthers(line["points"].encode(), line["people"], line["crowd"], km, ShownRounds(shown, held))


def _packed(numbers: Floats) -> str:
    return base64.b64encode(numbers.tobytes()).decode()
