"""What clients send: the bodies of the HTTP API, checked before any rule sees them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from game.rounds import Mode

Clue = Literal[
    "language",
    "accent",
    "animals",
    "plants_and_weather",
    "water",
    "music",
    "bells_or_prayer",
    "transport",
    "machines",
    "people",
    "acoustics",
    "other",
]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class NewPlayer(BaseModel):
    """Someone who wants to play."""

    consent: bool = False
    consent_version: str | None = Field(None, max_length=40)
    client: Literal["page", "api"] = "api"


class Consent(BaseModel):
    """What a player agrees to from now on."""

    consent: bool
    consent_version: str | None = Field(None, max_length=40)


class NewGame(BaseModel):
    """A game to be played."""

    mode: Mode = "random"


class Told(BaseModel):
    """What the client tells of how the round was played; all of it may be left out."""

    seconds_heard: Seconds | None = None
    plays: Count | None = None
    seconds_to_guess: Seconds | None = None
    pin_moves: Count | None = None
    focus_losses: Count | None = None
    device: Literal["phone", "tablet", "desktop"] | None = None
    confidence_km: Annotated[float, Field(gt=0, le=20_040, allow_inf_nan=False)] | None = None
    clues: list[Clue] = Field(default=[], max_length=12)
    prior_exposure: bool | None = None


class Guess(Told):
    """The point on Earth where the player thinks the recording was made."""

    lat: Degrees = Field(description="Degrees north, WGS-84, from -90 to 90")
    lon: Degrees = Field(description="Degrees east, WGS-84; any copy of the world counts as the same place")
