"""What the server sends to the members and screens of a room, as JSON; docs/party.md explains it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, get_args

Phase = Literal["lobby", "round", "reveal", "over"]
Reaction = Literal["clap", "laugh", "wow", "think", "sad", "heart"]
REACTIONS: tuple[Reaction, ...] = get_args(Reaction)


class OptionsShown(TypedDict):
    """What the host chose; ``teams`` is 0 without teams."""

    rounds: int
    countdown_seconds: int
    teams: int


class SeatShown(TypedDict):
    """A member; ``plays`` is False for who joined during the present round."""

    seat: int
    nickname: str
    team: int | None
    away: bool
    plays: bool


class RoundShown(TypedDict):
    """The round that is being played; ``seconds_left`` is None before the countdown."""

    number: int
    of: int
    guessed: Sequence[int]
    seconds_left: float | None


class PinShown(TypedDict):
    """A member's guess; without a point for who said that they cannot tell, or said nothing."""

    seat: int
    lat: float | None
    lon: float | None
    distance_km: float | None
    geoscore: float


class Ranked(TypedDict):
    """A member's place in the ranking; members with the same points share one."""

    rank: int
    seat: int
    points: float


class TeamRanked(TypedDict):
    """A team's place in the ranking: the sum of its best scores."""

    rank: int
    team: int
    points: float


class TeamBest(TypedDict):
    """Whose guess counted for a team."""

    team: int
    seat: int
    geoscore: float


class RevealShown(TypedDict):
    """The end of a round; ``truth``, ``clip`` and ``alms`` as in any reveal, None if the clip is gone."""

    number: int
    of: int
    truth: Mapping[str, Any] | None
    clip: Mapping[str, Any] | None
    alms: Any
    pins: Sequence[PinShown]
    best: Sequence[TeamBest]


class Ranking(TypedDict):
    """The points of a match so far; ``teams`` is empty without teams."""

    ranking: Sequence[Ranked]
    teams: Sequence[TeamRanked]


class StateMessage(Ranking):
    """The whole room: the first message on every connection, and when a match is set up anew."""

    type: Literal["state"]
    party: str
    you: int | None
    screen: str | None
    phase: Phase
    options: OptionsShown
    host: int
    match: int
    seats: Sequence[SeatShown]
    round: RoundShown | None
    reveal: RevealShown | None


class SeatMessage(TypedDict):
    """Somebody joined, changed teams, came back or went away."""

    type: Literal["seat"]
    seat: SeatShown


class GoneMessage(TypedDict):
    """A member left for good, or was removed."""

    type: Literal["gone"]
    seat: int


class HostMessage(TypedDict):
    """Somebody else is host now."""

    type: Literal["host"]
    host: int


class RoundMessage(TypedDict):
    """A round begins."""

    type: Literal["round"]
    round: RoundShown


class GuessedMessage(TypedDict):
    """Who has answered; the first guess brings the countdown."""

    type: Literal["guessed"]
    number: int
    guessed: Sequence[int]
    seconds_left: float | None


class RevealMessage(Ranking):
    """The round is over: everybody's pins and the ranking."""

    type: Literal["reveal"]
    reveal: RevealShown


class OverMessage(Ranking):
    """The match is over."""

    type: Literal["over"]


class ReactionMessage(TypedDict):
    """A member reacted."""

    type: Literal["reaction"]
    seat: int
    reaction: Reaction


class ErrorMessage(TypedDict):
    """A message was refused; nothing changed. ``to`` is its type, if it could be read."""

    type: Literal["error"]
    to: str | None
    key: str
    values: Mapping[str, object]
    detail: str


class PongMessage(TypedDict):
    """The answer to ``ping``."""

    type: Literal["pong"]


ServerMessage = (
    StateMessage
    | SeatMessage
    | GoneMessage
    | HostMessage
    | RoundMessage
    | GuessedMessage
    | RevealMessage
    | OverMessage
    | ReactionMessage
    | ErrorMessage
    | PongMessage
)
