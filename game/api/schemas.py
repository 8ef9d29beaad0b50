"""Request bodies of the HTTP API, validated before any rule sees them."""

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from game.play.kinds import Options
from game.play.outcomes import Then
from game.play.rounds import Mode, Values
from game.players.background import Background

# The five categories of sound that AGL1K names, and what in them may tell a place.
Clue = Literal[
    "human_sounds",
    "animals",
    "music",
    "natural_sounds",
    "sounds_of_things",
    "language",
    "accent",
    "announcement",
    "religion",
    "traffic",
    "acoustics",
    "plants_and_weather",
    "water",
    "bells_or_prayer",
    "transport",
    "machines",
    "people",
    "other",
]
Clues = Annotated[list[Clue], Field(max_length=len(get_args(Clue)))]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Tenths = Annotated[Seconds, AfterValidator(lambda seconds: round(seconds, 1))]


def _without_nul(name: str) -> str:
    if "\0" in name:
        raise ValueError("no name has a NUL")  # PostgreSQL fails to look for one
    return name


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_without_nul)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Explanation = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000),
    AfterValidator(lambda words: words.replace("\0", "") or None),  # PostgreSQL stores no NUL
]


ConsentVersion = Annotated[
    str, Field(max_length=100, description="the one that GET /api/consent offers; no other is accepted")
]


class PageProof(BaseModel):
    """The answer to a challenge of GET /api/players/challenge."""

    challenge: str = Field(max_length=200)
    answer: int = Field(ge=0, lt=1 << 32)


class NewPlayer(BaseModel):
    """A new player."""

    consent: bool = False
    consent_version: ConsentVersion | None = None
    client: Literal["page", "api"] = Field("api", description="page only with a proof; without one it is api")
    proof: PageProof | None = None


class Change(BaseModel):
    """Changes to a player's consent or background."""

    consent: bool | None = Field(None, description="holds for rounds that end from now on")
    consent_version: ConsentVersion | None = None
    background: Background | None = Field(
        None, description="fields of GET /api/background; null deletes a field, or all of them"
    )


class Withdrawal(BaseModel):
    """A withdrawal with the code, without the player's browser."""

    code: str = Field(max_length=100, description="as issued; dashes and capitals do not matter")


class NewGame(BaseModel):
    """A new game."""

    mode: Mode = "random"
    opponent: Name | None = Field(None, description="whom to play against, in a duel")
    day: date | None = Field(None, description="an earlier day, whose clips to practise")
    challenge: Name | None = Field(None, description="whose clips to play, in a challenge")
    party: Name | None = Field(None, description="code of the room in which to play, in a party")
    deal: bool = Field(False, description="also deal the first round, which the reply has as `next`")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name, mode in (
            ("opponent", "duel"),
            ("day", "practice"),
            ("challenge", "challenge"),
            ("party", "party"),
        ):
            if getattr(self, name) is not None and self.mode != mode:
                raise ValueError(f"{name} is for games of the mode {mode}")
        return self

    @property
    def options(self) -> Options:
        """What the player asks for besides the mode."""
        return Options(self.opponent, self.day, self.challenge, self.party)


class NewChallenge(BaseModel, extra="forbid"):
    """A finished game to share."""

    game: Name


class Told(BaseModel):
    """What the client reports of how the round was played; every field is optional."""

    seconds_heard: Seconds | None = None
    plays: Count | None = None
    seconds_to_guess: Tenths | None = None
    seconds_to_pin: Tenths | None = None
    pin_moves: Count | None = None
    focus_losses: Count | None = None
    device: Literal["phone", "tablet", "desktop"] | None = None
    confidence_km: Annotated[float, Field(gt=0, le=20_040, allow_inf_nan=False)] | None = None
    clues: Clues = []
    explanation: Explanation | None = Field(
        default=None, description="in the player's own words; never published"
    )
    prior_exposure: bool | None = None
    deal: Literal[False, True, "ahead"] = Field(
        default=False,
        description="true: also deal the next round, which the reply has as `next`; ahead: prepare it",
    )

    @property
    def report(self) -> Values:
        """What was reported, by column."""
        return self.model_dump(exclude={"deal", "lat", "lon"})

    @property
    def then(self) -> Then | None:
        """What to do about the next round."""
        return "prepare" if self.deal == "ahead" else "deal" if self.deal else None


class Guess(Told):
    """The point on Earth where the player thinks the recording was made."""

    lat: Degrees = Field(description="Degrees north, WGS-84, from -90 to 90")
    lon: Degrees = Field(description="Degrees east, WGS-84; any copy of the world counts as the same place")


class AfterReveal(BaseModel, extra="forbid"):
    """What the player says once the place is shown: one of these at least."""

    prior_exposure: bool | None = Field(None, description="whether they knew the recording before this round")
    clues: Clues | None = Field(None, description="what gave the place away; replaces what was said before")
