"""A seat in a room: who sits there, and what they have scored. No I/O."""

from dataclasses import dataclass, field

AWAY_SECONDS = 10.0  # after which a lost connection is more than a reload


@dataclass(slots=True)
class Seat:
    """A member of a room.

    Attributes
    ----------
    number : int
        From 1, in order of joining; never given twice in a room.
    plays_from : int
        The first round of the match in which the member plays.
    scores : dict
        GeoScore by number of the round in the match.
    lost_at : float or None
        When the connection was lost, seconds since 1970; None while there is one.
    is_away : bool
        Whether it has been lost for `AWAY_SECONDS`.
    """

    number: int
    nickname: str
    team: int | None = None
    plays_from: int = 1
    scores: dict[int, float] = field(default_factory=dict)
    lost_at: float | None = None
    is_away: bool = False

    @property
    def points(self) -> float:
        """The sum of the match's scores."""
        return sum(self.scores[number] for number in sorted(self.scores))

    @property
    def away_at(self) -> float | None:
        """When the member will be away, if the connection does not come back."""
        return None if self.lost_at is None or self.is_away else self.lost_at + AWAY_SECONDS
