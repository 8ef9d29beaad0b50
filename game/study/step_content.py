"""What the screen of each step needs; never a right answer, nor the place of a clip."""

from dataclasses import dataclass

from game.json_types import Json
from game.sound.headphone_check import INTERVALS
from game.store.compiled import Row
from game.study import demographics, steps
from game.study.participants import Participant
from game.study.steps import State
from game.study.study_schema import Study


@dataclass(frozen=True, slots=True)
class GameProgress:
    """How far a participant is in the game of a step; none is begun where `game` is None."""

    game: Row | None = None
    closed: int = 0

    @property
    def is_over(self) -> bool:
        return self.game is not None and self.closed >= self.game["length"]

    def to_json(self, rounds: int) -> Json:
        of = self.game["length"] if self.game else rounds
        return {"game": self.game["game"] if self.game else None, "done": self.closed, "of": of}


def content(study: Study, who: Participant, played: GameProgress) -> Json:
    """The open step of a participant."""
    state, language = who.state, who.language
    step: Json = {"id": state.id, "kind": state.kind, "session": state.session, "sessions": study.sessions}
    if state.kind == "screening":
        return step | _screening(study, language)
    if state.kind == "questions":
        return step | {"fields": demographics.fields(study.demographics, language)}
    if state.kind == "level":
        return step | {"audio": f"/api/studies/{study.name}/level.wav"}
    if state.kind == "headphones":
        return step | _headphones(study, state)
    if state.kind == "instructions":
        means = study.allowed_means.html(language) if study.allowed_means else None
        return step | {"html": study.instructions.html(language), "allowed_means": means}
    if state.kind == "comprehension":
        return step | _comprehension(study, state, language)
    if state.kind == "practice":
        return step | played.to_json(study.practice.rounds) | {"terms": _practice_terms(study)}
    if state.kind == "rounds":
        return step | played.to_json(study.rounds) | {"terms": _terms(study)}
    if state.kind == "reveal":
        asks = study.questions.prior_exposure == "after_reveal"
        return step | {"game": who.progress.games.get(_rounds_id(state)), "asks_prior_exposure": asks}
    return step | (_end(study, state) if state.kind == "end" else {})


def progress(study: Study, who: Participant) -> Json:
    """How many steps a participant has done, of how many."""
    state, sessions = who.state, study.sessions or 1
    lengths = [len(steps.kinds(study, session)) for session in range(1, sessions + 1)]
    if state.kind == "end":
        return {"done": sum(lengths), "of": sum(lengths)}
    here = steps.kinds(study, state.session).index(state.kind)
    return {"done": sum(lengths[: state.session - 1]) + here, "of": sum(lengths)}


def _rounds_id(state: State) -> str:
    return State("rounds", state.session).id


def _screening(study: Study, language: str) -> Json:
    """What is asked, without what is wanted."""
    screening = study.screening
    asked = {
        "age": screening.least_age > 0,
        "languages": bool(screening.languages),
        "device": True,
        "headphones": screening.headphones == "required",
    }
    [languages] = demographics.fields(["languages"], language)
    asks = [name for name, is_asked in asked.items() if is_asked]
    return {"asks": asks, "languages": languages["choices"] if asked["languages"] else []}


def _headphones(study: Study, state: State) -> Json:
    folder = f"/api/studies/{study.name}/headphones"
    return {
        "check": study.headphones.check,
        "trials": [{"audio": f"{folder}/{n}.wav"} for n in range(1, study.headphones.of + 1)],
        "intervals": INTERVALS,
        "attempts_left": steps.attempts_left(study, state),
        "failures": state.failures,
    }


def _comprehension(study: Study, state: State, language: str) -> Json:
    asked = [
        {
            "question": question.question.text(language),
            "choices": [choice.text(language) for choice in question.choices],
        }
        for question in study.comprehension
    ]
    left = steps.attempts_left(study, state)
    shown = study.instructions.html(language)
    return {"questions": asked, "attempts_left": left, "failures": state.failures, "html": shown}


def _terms(study: Study) -> Json:
    """By which rules a round is played, for the page that holds to them."""
    asked = study.questions
    return {
        "time_limit_seconds": study.time_limit_seconds,
        "replays": study.replays,
        "hear_to_end": study.hear_to_end,
        "skips": study.skips,
        "feedback": study.feedback,
        "confidence": asked.confidence,
        "clues": asked.clues,
        "explanation": asked.explanation,
        "prior_exposure": asked.prior_exposure,
    }


def _practice_terms(study: Study) -> Json:
    """As of the rounds that count; but there is time enough, and the reveal comes at once or never."""
    feedback = "round" if study.practice.feedback else "never"
    return _terms(study) | {"time_limit_seconds": None, "feedback": feedback}


def _end(study: Study, state: State) -> Json:
    ending = None
    if state.outcome in ("completed", "screened_out", "failed"):
        ending = study.endings.of(state.outcome)
    return {
        "outcome": state.outcome,
        "code": ending.code if ending else None,
        "url": ending.url if ending else None,
        "contact": study.contact,
    }
