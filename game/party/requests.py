"""What members send over their connection, each message checked before anything is done with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, TypeAdapter

from game.party.messages import Reaction

MOST_ROUNDS = 10
LONGEST_COUNTDOWN = 120  # seconds
MOST_TEAMS = 8
MOST_SEATS = 50

Rounds = Annotated[StrictInt, Field(ge=1, le=MOST_ROUNDS)]
Countdown = Annotated[StrictInt, Field(ge=0, le=LONGEST_COUNTDOWN)]
Teams = Annotated[StrictInt, Field(ge=0, le=MOST_TEAMS)]
SeatNumber = Annotated[StrictInt, Field(ge=1, le=100_000)]


class Message(BaseModel):
    """Nothing but what is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SetOptions(Message):
    """The host changes the match to come; 1 team is as good as none."""

    type: Literal["options"]
    rounds: Rounds
    countdown_seconds: Countdown
    teams: Teams


class Start(Message):
    """The host begins the match."""

    type: Literal["start"]


class Next(Message):
    """The host goes on from the reveal of a round: to the next one, or to the end."""

    type: Literal["next"]
    after: Annotated[StrictInt, Field(ge=1, le=MOST_ROUNDS)]


class Finish(Message):
    """The host ends a round before its time."""

    type: Literal["finish"]
    number: Annotated[StrictInt, Field(ge=1, le=MOST_ROUNDS)]


class Again(Message):
    """The host sets up another match, from the end of one."""

    type: Literal["again"]


class Remove(Message):
    """The host removes a member."""

    type: Literal["remove"]
    seat: SeatNumber


class ChooseTeam(Message):
    """A member changes teams, in the lobby."""

    type: Literal["team"]
    team: Annotated[StrictInt, Field(ge=1, le=MOST_TEAMS)]


class React(Message):
    """A member reacts."""

    type: Literal["react"]
    reaction: Reaction


class Leave(Message):
    """A member leaves for good."""

    type: Literal["leave"]


class Ping(Message):
    """A page asks whether its connection still works."""

    type: Literal["ping"]


ClientMessage = SetOptions | Start | Next | Finish | Again | Remove | ChooseTeam | React | Leave | Ping
CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")]
)
