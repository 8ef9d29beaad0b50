"""The study file as one frozen model. docs/studies.md repeats its keys."""

import hashlib
import json
import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from game.play import counting
from game.study.design_schema import (
    Allocation,
    Clips,
    Comparison,
    Estimand,
    Ethics,
    Pay,
    Precision,
    Sampling,
    Stopping,
    Stratum,
)
from game.study.localized import DEFAULT_LANGUAGES, Localized
from game.study.participant_schema import (
    Catch,
    ComprehensionQuestion,
    Consent,
    Demographic,
    Endings,
    HeadphoneCheck,
    PanelParameters,
    Practice,
    RoundQuestions,
    Screening,
)
from game.study.rules_schema import Rules
from game.study.schema_types import DISTINCT, Contact, Duration, Language, Name, Part, Words
from game.study.yaml_lines import Document, Path, in_words

MOST_ROUNDS = 500
# What JSON writes as it is, and YAML reads as the end of a line or not at all.
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Study(Part):
    """One study as its file defines it."""

    earwitness_study: Literal[1]
    name: Name
    title: Localized
    languages: Annotated[tuple[Language, ...], Field(min_length=1), DISTINCT] = DEFAULT_LANGUAGES
    pilot: bool = False
    pack: Words | None = None
    clips: Clips = Clips()
    instructions: Localized
    allowed_means: Localized | None
    consent: Consent | None = None
    comprehension: tuple[ComprehensionQuestion, ...]
    comprehension_attempts: Annotated[int, Field(ge=1, le=10)] = 2
    practice: Practice = Practice()
    rounds: Annotated[int, Field(ge=1, le=MOST_ROUNDS)]
    sessions: Annotated[int, Field(ge=1, le=100)] | None = 1
    allocation: Allocation = Allocation()
    time_limit_seconds: Annotated[float, Field(ge=5, le=86_400)] | None = None
    replays: Annotated[int, Field(ge=1, le=1_000)] | None = None
    hear_to_end: bool = False
    skips: bool = False
    feedback: Literal["round", "session", "never"] = "session"
    catch: Catch | None = None
    headphones: HeadphoneCheck = HeadphoneCheck()
    level: bool = True
    questions: RoundQuestions = RoundQuestions()
    demographics: Annotated[tuple[Demographic, ...], DISTINCT] = ()
    screening: Screening = Screening()
    rules: Rules = Rules()
    sampling: Sampling = Sampling()
    pay: Pay | None = None
    authors_take_part: bool = False
    precision: Precision | None = None
    stopping: Stopping | None = None
    comparisons: tuple[Comparison, ...] = ()
    contact: Contact | None = None
    ethics: Ethics | None = None
    retention: Duration | None = None
    panel: PanelParameters | None = None
    endings: Endings = Endings()
    forget_ids_after_days: Annotated[int, Field(ge=1, le=36_500)] = 90
    estimand: Estimand = Estimand()

    _file: str = PrivateAttr("study")
    _document: Document = PrivateAttr(default_factory=Document)

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hex, over `canonical_json`."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def canonical_json(self) -> str:
        """What the file sets, and every text, as JSON: a study file of the same hash in itself.

        A value written out that is the default changes nothing; defaults of a format never change.
        """
        content = json.dumps(self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", content)

    def canonical(self) -> dict[str, Any]:
        """The values of `canonical_json`."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @property
    def rounds_per_person(self) -> int | None:
        """Most rounds of a participant that are not practice or catch rounds; None without an end."""
        return None if self.sessions is None else self.rounds * self.sessions

    @property
    def counting_rules(self) -> counting.Rules:
        """By which rules the rounds dealt in this study count."""
        limits = {name: dict(of_rule) for name, of_rule in self.rules.limits.items()}
        if self.catch and "failed_catch" in limits:
            limits["failed_catch"]["km"] = self.catch.km
        if not self.comprehension:
            limits.pop("failed_comprehension", None)
        return counting.Rules("study", limits)

    @property
    def strata(self) -> tuple[Stratum, ...]:
        """What clips are stratified by, in the order of a stratum's name."""
        sample = self.clips.random
        return sample.strata if sample and sample.strata else ("continent", "speech")

    @property
    def file(self) -> str:
        """The file that it was read from."""
        return self._file

    def attach(self, file: str, document: Document) -> None:
        """Remember where it was read from, for messages."""
        self._file, self._document = file, document

    def problem(self, path: Path, message: str) -> str:
        """A message about a place of the file, for a `StudyError`.

        Parameters
        ----------
        message : str
            What is wrong, and after a semicolon what to write instead.
        """
        return f"{self._file}:{self._document.line(path)}: {in_words(path)}: {message}"
