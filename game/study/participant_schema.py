"""Parts of a study file about what a participant meets on the way from the link to the completion code."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from game.packs.pack import PRACTICE_PACK
from game.players.languages import LANGUAGES
from game.study.localized import Localized
from game.study.schema_types import DISTINCT, Address, Code, Number, Parameter, Part

Demographic = Literal[
    "age_band",
    "languages",
    "continents_lived",
    "hearing",
    "headphones",
    "field_recording",
    "language_work",
    "gender",
    "education",
    "country_of_residence",
    "digital_skill",
    "ai_skill",
]
Device = Literal["desktop", "phone", "tablet"]
Outcome = Literal["completed", "screened_out", "failed"]


class Consent(Part):
    """What a participant agrees to before anything else."""

    title: Localized
    text: Localized


class ComprehensionQuestion(Part):
    """A question about the instructions; `answer` is the position of the right choice, from 0."""

    question: Localized
    choices: Annotated[tuple[Localized, ...], Field(min_length=2, max_length=8)]
    answer: Number

    @model_validator(mode="after")
    def _has_answer(self) -> "ComprehensionQuestion":
        if self.answer >= len(self.choices):
            raise ValueError(
                f"answer: {self.answer} is no choice; write the position of the right one, from 0 to "
                f"{len(self.choices) - 1}"
            )
        return self


class Practice(Part):
    """Rounds that never count, before the first clip of the study."""

    rounds: Annotated[int, Field(ge=0, le=20)] = 2
    pack: str = PRACTICE_PACK
    feedback: bool = True


class Catch(Part):
    """Rounds on clips whose place is said in the sound; a guess within `km` passes."""

    rounds: Annotated[int, Field(ge=0, le=20)]
    km: Annotated[float, Field(gt=0, le=20_040)] = 1_000.0
    pack: str | None = None


class HeadphoneCheck(Part):
    """Trials that are easy with headphones and hard without; `needed` right ones of `of` pass."""

    check: Literal["none", "antiphase", "huggins"] = "none"
    needed: Annotated[int, Field(ge=1, le=20)] = 5
    of: Annotated[int, Field(ge=1, le=20)] = 6
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    required: bool = True

    @model_validator(mode="after")
    def _can_be_passed(self) -> "HeadphoneCheck":
        if self.needed > self.of:
            raise ValueError(
                f"needed: {self.needed} of {self.of} trials cannot be right; write {self.of} or less"
            )
        return self


class RoundQuestions(Part):
    """What is asked with each round, and once at the end. Where `confidence` is true, a guess needs it."""

    confidence: bool | Literal["optional"] = True
    clues: bool = True
    explanation: bool = False
    prior_exposure: Literal["after_reveal", "with_guess", "never"] = "after_reveal"
    agl1k_exposure: bool = True


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(
            f"{code!r} is none of the languages that participants can choose; write a code such as en"
        )
    return code


class Screening(Part):
    """Who may take part. `languages`: at least one of them is known."""

    least_age: Annotated[int, Field(ge=0, le=99)] = 18
    languages: Annotated[tuple[Annotated[str, AfterValidator(_known)], ...], DISTINCT] = ()
    headphones: Literal["required", "any"] = "any"
    devices: Annotated[tuple[Device, ...], Field(min_length=1), DISTINCT] = ("desktop", "phone", "tablet")


class PanelParameters(Part):
    """Names of the link's parameters by which a panel says who comes."""

    participant: Parameter = "PROLIFIC_PID"
    study: Parameter | None = "STUDY_ID"
    session: Parameter | None = "SESSION_ID"

    @model_validator(mode="after")
    def _differ(self) -> "PanelParameters":
        names = [name for name in (self.participant, self.study, self.session) if name]
        if len(set(names)) < len(names):
            raise ValueError("uses a parameter for two things; write three different names")
        return self


class Ending(Part):
    """What a participant takes back to the panel: a code to copy, or an address to go on to."""

    code: Code | None = None
    url: Address | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "Ending":
        if (self.code is None) == (self.url is None):
            raise ValueError("needs either a code or an address; write {code: ...} or {url: https://...}")
        return self


class Endings(Part):
    """An ending for each outcome. Without one, participants read that they are done."""

    completed: Ending | None = None
    screened_out: Ending | None = None
    failed: Ending | None = None

    @model_validator(mode="after")
    def _differ(self) -> "Endings":
        given = [ending for ending in (self.completed, self.screened_out, self.failed) if ending]
        if len({(ending.code, ending.url) for ending in given}) < len(given):
            raise ValueError("two outcomes end the same way; write a code of its own for each")
        return self

    def of(self, outcome: Outcome) -> Ending | None:
        """The ending for an outcome."""
        found: Ending | None = getattr(self, outcome)
        return found
