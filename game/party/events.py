"""What happens in a room, as its rules tell it. No I/O."""

from dataclasses import dataclass

from game.party.messages import Reaction


@dataclass(frozen=True, slots=True)
class SeatChanged:
    """Somebody joined, changed teams, came back or went away."""

    seat: int


@dataclass(frozen=True, slots=True)
class SeatGone:
    """Somebody is no longer in the room."""

    seat: int


@dataclass(frozen=True, slots=True)
class HostChanged:
    """Somebody else is host now."""

    seat: int


@dataclass(frozen=True, slots=True)
class SetUp:
    """A match is set up anew: whatever was shown is void."""


@dataclass(frozen=True, slots=True)
class RoundBegan:
    """A round began."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """Somebody has answered, or the countdown began."""


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """A round is over."""


@dataclass(frozen=True, slots=True)
class MatchEnded:
    """The last round of the match is over."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """A member reacted."""

    seat: int
    reaction: Reaction


Event = (
    SeatChanged | SeatGone | HostChanged | SetUp | RoundBegan | Guessed | RoundEnded | MatchEnded | Reacted
)
