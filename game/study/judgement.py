"""What becomes of a participant who answers a step."""

from game.sound.headphone_check import Trial, count_right, trials
from game.study import steps
from game.study.participants import Participant
from game.study.step_answers import Answer, Comprehension, Exposure, Headphones, Questions, Screening
from game.study.steps import ScreeningAnswers
from game.study.study_schema import Study


def judged(study: Study, who: Participant, answer: Answer, key: bytes, now: float) -> Participant:
    """The participant after an answer to the open step, at the step that is open then.

    Parameters
    ----------
    key : bytes
        The host's key.
    now : float
        Seconds since 1970.
    """
    if isinstance(answer, Screening):
        return _screened(study, who, answer, now)
    if isinstance(answer, Headphones):
        return _heard(study, who, answer, key, now)
    if isinstance(answer, Comprehension):
        is_right = steps.understood(study, answer.answers)
        return _checked(study, who, is_right, now, answers=answer.answers)
    if isinstance(answer, Questions):
        given = answer.answers.model_dump()
        who = who.with_answer("questions", {n: given[n] for n in study.demographics if given[n]})
    if isinstance(answer, Exposure):
        who = who.with_answer("exposure", answer.model_dump())
    return who.at(steps.go_on(study, who.state), now)


def headphone_trials(study: Study, who: Participant, key: bytes) -> list[Trial]:
    """The trials of the participant's present attempt."""
    check = study.headphones.check
    if check == "none":
        return []
    return trials(check, study.headphones.of, key, f"{who.id}.{who.progress.failures}")


def _screened(study: Study, who: Participant, answer: Screening, now: float) -> Participant:
    """Only which criteria were not met is kept, not the answers."""
    unmet = steps.unmet(study.screening, ScreeningAnswers(**answer.answers.model_dump()))
    who = who.with_check("screening", passed=not unmet, unmet=unmet)
    return who.at(steps.finish(who.state, "screened_out") if unmet else steps.go_on(study, who.state), now)


def _heard(study: Study, who: Participant, answer: Headphones, key: bytes, now: float) -> Participant:
    asked = headphone_trials(study, who, key)
    is_whole = len(answer.answers) == len(asked)
    right = count_right(asked, answer.answers) if is_whole else 0
    return _checked(study, who, right >= study.headphones.needed, now, right=right, of=len(asked))


def _checked(study: Study, who: Participant, is_right: bool, now: float, **facts: object) -> Participant:
    state = who.state
    who = who.with_check(state.kind, passed=is_right, attempts=state.failures + 1, **facts)
    return who.at(steps.go_on(study, state) if is_right else steps.after_wrong_answer(study, state), now)
