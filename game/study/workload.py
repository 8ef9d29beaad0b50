"""How long a study takes a participant, and how many it needs: estimates before anybody has played."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from game.packs.clip import Clip
from game.study.study_schema import Study

# Seconds. Guesses of ours, stated by `check`; a pilot measures them.
READING = 120  # consent, instructions and allowed means
POINTING = 20  # after the recording was heard once, in full
ASKING = 5  # for each question
HEADPHONE_TRIAL = 8  # three tones and an answer
PRACTICE_CLIP = 15
MARGIN = 1.5  # an estimate this many times the announced minutes is worth a warning

_PER_ROUND = ("confidence", "clues", "explanation")


@dataclass(frozen=True, slots=True)
class Workload:
    """Estimated minutes of a participant, all sessions together, and people needed.

    Attributes
    ----------
    people : int or None
        To fill the quota, or what `stopping` says; None when neither sets a number.
    """

    minutes: float
    people: int | None
    answers: int | None


def workload(study: Study, clips: Sequence[Clip]) -> Workload:
    """Estimate the work of a study on these clips."""
    answers = len(clips) * study.allocation.answers if study.allocation.answers else None
    return Workload(_seconds(study, clips) / 60, _people(study, answers), answers)


def _seconds(study: Study, clips: Sequence[Clip]) -> float:
    rounds = study.rounds_per_person or study.rounds
    heard = sum(clip.seconds for clip in clips) / len(clips)
    asked = ASKING * sum(bool(getattr(study.questions, name)) for name in _PER_ROUND)
    one = heard + POINTING + asked
    one = min(one, study.time_limit_seconds or one)
    catches = study.catch.rounds if study.catch else 0
    trials = study.headphones.of if study.headphones.check != "none" else 0
    questions = len(study.demographics) + len(study.comprehension) + study.level
    return (
        READING
        + ASKING * questions
        + HEADPHONE_TRIAL * trials
        + (PRACTICE_CLIP + POINTING) * study.practice.rounds
        + one * (rounds + catches * (study.sessions or 1))
    )


def _people(study: Study, answers: int | None) -> int | None:
    if study.stopping and study.stopping.participants:
        return study.stopping.participants
    if answers and study.rounds_per_person:
        return math.ceil(answers / study.rounds_per_person)
    return None
