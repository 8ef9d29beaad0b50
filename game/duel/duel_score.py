"""The score of a duel: what both have in its closed rounds, and who has won. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.duel.opponent import Answer
from game.geo.geodesy import geoscore
from game.play.rounds import OPEN
from game.store.compiled import from_json

Row = Mapping[str, Any]
ON_KNOWN_CLIPS = "duel-known"  # allocation of rounds on clips whose place the player had been shown before


@dataclass(frozen=True, slots=True)
class Score:
    """Points of both."""

    you: float
    opponent: float

    @property
    def is_won(self) -> bool:
        """Whether the player has more, in whole points, as they are shown."""
        return round(self.you) > round(self.opponent)


def answer_of(row: Row) -> Answer | None:
    """The opponent's answer that a round keeps; None for rounds without one."""
    kept = from_json(row["opponent"])
    return Answer(kept["lat"], kept["lon"], kept["city"], kept["country"]) if kept else None


def points_of(row: Row) -> float:
    """The opponent's GeoScore in a closed round."""
    answer = answer_of(row)
    return geoscore(answer.distance_km(row["true_lat"], row["true_lon"])) if answer else 0.0


def score(rows: Iterable[Row]) -> Score:
    """The score of a game's closed rounds; in one that was left alone, the player has no points."""
    closed = [row for row in rows if row["status"] != OPEN]
    return Score(sum(row["geoscore"] or 0.0 for row in closed), sum(map(points_of, closed)))


def is_over(rows: Sequence[Row]) -> bool:
    """Whether all rounds that a duel began with are closed."""
    return len(rows) == rows[0]["length"] and all(row["status"] != OPEN for row in rows)
