"""A participant's way through a study, step by step, as a state machine. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from game.study.participant_schema import Screening
from game.study.study_schema import Study

Kind = Literal[
    "screening",
    "questions",
    "level",
    "headphones",
    "instructions",
    "comprehension",
    "practice",
    "rounds",
    "exposure",
    "reveal",
    "end",
]
Outcome = Literal["completed", "screened_out", "failed", "returned", "declined"]

# Consent comes before all of these: without it there is no participant.
FIRST_SESSION: tuple[Kind, ...] = (
    "screening",
    "questions",
    "level",
    "headphones",
    "instructions",
    "comprehension",
    "practice",
    "rounds",
)
LATER_SESSIONS: tuple[Kind, ...] = ("level", "rounds")
LAST_SESSION: tuple[Kind, ...] = ("exposure",)


@dataclass(frozen=True, slots=True)
class State:
    """Where a participant is.

    Attributes
    ----------
    session : int
        From 1.
    failures : int
        How often the answer to this step was wrong.
    outcome : str or None
        None on the way.
    """

    kind: Kind
    session: int = 1
    failures: int = 0
    outcome: Outcome | None = None

    @property
    def id(self) -> str:
        """The step's name in addresses: `rounds`, and `rounds-2` in the second session."""
        is_repeated = self.session > 1 and self.kind != "end"
        return f"{self.kind}-{self.session}" if is_repeated else self.kind


@dataclass(frozen=True, slots=True)
class ScreeningAnswers:
    """What a participant says when asked who may take part; None where the study does not ask."""

    age: int | None = None
    languages: Sequence[str] = ()
    device: str | None = None
    headphones: bool | None = None


def begin(study: Study) -> State:
    """The first step after consent."""
    return State(kinds(study, 1)[0])


def kinds(study: Study, session: int) -> tuple[Kind, ...]:
    """The steps of a session, in order."""
    before = FIRST_SESSION if session == 1 else LATER_SESSIONS
    last = LAST_SESSION if session == study.sessions else ()
    return tuple(kind for kind in (*before, *last, "reveal") if _is_asked(study, kind))


def go_on(study: Study, state: State) -> State:
    """The step after this one; after the last session's last step, the end as completed."""
    here = kinds(study, state.session)
    at = here.index(state.kind)
    if at + 1 < len(here):
        return State(here[at + 1], state.session)
    if state.session == study.sessions:
        return finish(state, "completed")
    return State(kinds(study, state.session + 1)[0], state.session + 1)


def finish(state: State, outcome: Outcome) -> State:
    """The end of the way."""
    return State("end", state.session, outcome=outcome)


def after_wrong_answer(study: Study, state: State) -> State:
    """The same step while attempts are left; then the end as failed, or the next where it may be failed."""
    again = replace(state, failures=state.failures + 1)
    if attempts_left(study, again):
        return again
    is_required = state.kind != "headphones" or study.headphones.required
    return finish(state, "failed") if is_required else go_on(study, state)


def attempts_left(study: Study, state: State) -> int:
    """How often the step may still be answered."""
    most = {"comprehension": study.comprehension_attempts, "headphones": study.headphones.attempts}
    return max(0, most.get(state.kind, 1) - state.failures)


def unmet(screening: Screening, answers: ScreeningAnswers) -> list[str]:
    """The criteria that a participant does not meet: `age`, `languages`, `device`, `headphones`."""
    known = set(screening.languages)
    met = {
        "age": answers.age is not None and answers.age >= screening.least_age,
        "languages": not known or bool(known & set(answers.languages)),
        "device": answers.device in screening.devices,
        "headphones": screening.headphones != "required" or bool(answers.headphones),
    }
    return [criterion for criterion, is_met in met.items() if not is_met]


def understood(study: Study, answers: Sequence[int]) -> bool:
    """Whether every comprehension question was answered right."""
    return list(answers) == [question.answer for question in study.comprehension]


def _is_asked(study: Study, kind: Kind) -> bool:
    """Whether the study file turns a step on."""
    off = {
        "questions": not study.demographics,
        "level": not study.level,
        "headphones": study.headphones.check == "none",
        "comprehension": not study.comprehension,
        "practice": not study.practice.rounds,
        "exposure": not study.questions.agl1k_exposure,
        "reveal": study.feedback != "session",
    }
    return not off.get(kind, False)
