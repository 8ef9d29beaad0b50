"""Parts of a study file about its design: clips, allocation, when it stops, and what it will claim."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from game.study.localized import Localized
from game.study.schema_types import (
    DISTINCT,
    Count,
    Currency,
    Day,
    Keys,
    NotNegative,
    Part,
    Positive,
    Shares,
    Words,
)

Stratum = Literal["continent", "speech"]


class RandomClips(Part):
    """A stratified random sample of the pack: the same seed draws the same clips everywhere."""

    count: Count
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    strata: Annotated[tuple[Stratum, ...], DISTINCT] = ("continent", "speech")
    shares: Shares | None = None

    @model_validator(mode="after")
    def _has_strata(self) -> "RandomClips":
        if self.shares and not self.strata:
            raise ValueError("has shares without strata; write strata: [continent, speech]")
        return self


class Clips(Part):
    """Which clips of the pack are played: those of a list, a random sample, or all."""

    keys: Keys | None = None
    random: RandomClips | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_file(cls, value: Any) -> Any:
        """The text of a file, `clips: {file: NAME}`, holds keys."""
        return {"keys": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_of_two(self) -> "Clips":
        if self.keys and self.random:
            raise ValueError("has both keys and random; delete one of them")
        return self

    @property
    def count(self) -> int | None:
        """How many clips there are; None for all of the pack."""
        if self.keys:
            return len(self.keys)
        return self.random.count if self.random else None


class Allocation(Part):
    """Which clip a participant gets next.

    Attributes
    ----------
    answers : int or None
        How many closed answers each clip gets.
    shares : mapping or None
        Target share of answers by stratum; by its number of clips when None. For `stratified` only.
    """

    rule: Literal["uniform", "quota", "stratified", "blocks"] = "uniform"
    answers: Count | None = None
    shares: Shares | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Allocation":
        if self.rule in ("quota", "blocks") and self.answers is None:
            raise ValueError(f"rule {self.rule} needs a number of answers per clip; write answers: 10")
        if self.rule != "stratified" and self.shares:
            raise ValueError(f"rule {self.rule} uses no shares; delete them, or write rule: stratified")
        if self.rule == "uniform" and self.answers:
            raise ValueError("rule uniform fills no quota; delete answers, or write rule: quota")
        return self


class Sampling(Part):
    """Where participants come from, in words for the report."""

    population: Words | None = None
    frame: Words | None = None
    recruitment: Words | None = None
    traits: tuple[Words, ...] = ()


class Pay(Part):
    """What a participant gets for `minutes` of work."""

    currency: Currency
    amount: Positive
    minutes: Positive
    bonus: Localized | None = None
    equal: bool = True

    @property
    def per_hour(self) -> float:
        """Pay per hour without bonus, in `currency`."""
        return self.amount * 60 / self.minutes


class Precision(Part):
    """Half-width of the 95% interval aimed at."""

    geoscore: Positive


class Stopping(Part):
    """When the study ends, and whether the host looks at comparisons before."""

    participants: Count | None = None
    answers_per_clip: Count | None = None
    until: Day | None = None
    interim: Literal["never", "sequential"] = "never"

    @model_validator(mode="after")
    def _one_rule(self) -> "Stopping":
        rules = (self.participants, self.answers_per_clip, self.until)
        if sum(rule is not None for rule in rules) != 1:
            raise ValueError("needs one rule; write one of participants, answers_per_clip and until")
        return self


class Comparison(Part):
    """A claim about people and an entrant, tested in the confirmatory family; `margin` is in GeoScore."""

    entrant: Words
    claim: Literal["superiority", "noninferiority", "equivalence"]
    margin: NotNegative = 0.0

    @model_validator(mode="after")
    def _has_margin(self) -> "Comparison":
        if self.claim != "superiority" and not self.margin:
            raise ValueError(f"{self.claim} needs a margin in GeoScore above 0; write margin: 250")
        return self


class Ethics(Part):
    """Who reviewed the study."""

    status: Literal["approved", "exempt", "not_reviewed"]
    body: Words | None = None
    reference: Words | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _says_by_whom(self) -> "Ethics":
        if self.status == "approved" and not (self.body and self.reference):
            raise ValueError("approved needs body and reference; write both, or status: not_reviewed")
        return self


class Estimand(Part):
    """What is estimated: at most `rounds_per_person` of each person's rounds; all when null."""

    rounds_per_person: Count | None = None
