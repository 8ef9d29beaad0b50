"""What clients answer to each step: checked before any rule sees it."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from game.players.background_fields import MOST_LANGUAGES
from game.sound.headphone_check import INTERVALS
from game.study.demographics import Demographics, Language
from game.study.participant_schema import Device
from game.study.steps import Kind

MOST_QUESTIONS = 50


class BadAnswer(Exception):
    """An answer has another form than its step asks for.

    Attributes
    ----------
    errors : list
        As pydantic gives them.
    """

    def __init__(self, errors: list[Any]) -> None:
        super().__init__(str(errors))
        self.errors = errors


class Nothing(BaseModel, extra="forbid"):
    """For a step that only goes on."""


class Screened(BaseModel, extra="forbid"):
    """What a participant says when asked who may take part."""

    age: Annotated[int, Field(ge=0, le=130)] | None = None
    languages: Annotated[list[Language], Field(max_length=MOST_LANGUAGES)] = []
    device: Device | None = None
    headphones: bool | None = None


class Screening(BaseModel, extra="forbid"):
    """The answer to the step `screening`."""

    answers: Screened


class Questions(BaseModel, extra="forbid"):
    """The answer to the step `questions`: by field of the form, null where it was left out."""

    answers: Demographics = Demographics()


class Headphones(BaseModel, extra="forbid"):
    """The answer to the step `headphones`: for each trial the interval chosen, from 1."""

    answers: Annotated[list[Annotated[int, Field(ge=1, le=INTERVALS)]], Field(max_length=MOST_QUESTIONS)]


class Comprehension(BaseModel, extra="forbid"):
    """The answer to the step `comprehension`: for each question the choice's position, from 0."""

    answers: Annotated[list[Annotated[int, Field(ge=0, le=20)]], Field(max_length=MOST_QUESTIONS)]


class Exposure(BaseModel, extra="forbid"):
    """The answer to the step `exposure`: whether the participant knew AGL1K or its recordings."""

    agl1k: bool | None = None


Answer = Nothing | Screening | Questions | Headphones | Comprehension | Exposure

_FORMS: dict[Kind, type[Answer]] = {
    "screening": Screening,
    "questions": Questions,
    "headphones": Headphones,
    "comprehension": Comprehension,
    "exposure": Exposure,
}


def read_answer(kind: Kind, raw: bytes) -> Answer:
    """Read the answer to a step; an empty body is an empty answer.

    Raises
    ------
    BadAnswer
    """
    try:
        return _FORMS.get(kind, Nothing).model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise BadAnswer(error.errors(include_url=False)) from error
