"""How a study is getting on, for its host: people, answers, checks, time, and what is left. No score.

Only a file that declares a sequential design has the mean score so far among these figures; everybody else
would decide by it when to stop.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.play.daily_limit import utc_day
from game.study.participant_ids import DAY_SECONDS
from game.study.participants import Participant
from game.study.study_rows import StudyRow
from game.study.study_schema import Study
from game.study.watched_clips import Counts, Tally, WatchedClip, by_clip, by_stratum, tally
from game.study.watched_people import LEAST, People

Json = dict[str, Any]

HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Observed:
    """What the store holds of a study at one moment.

    Attributes
    ----------
    everybody : sequence of Participant
        Those who declined or withdrew too.
    counts : mapping
        Rounds by clip and status.
    answered : mapping of str to int
        Rounds that each player answered.
    scores : sequence of float
        The mean score of each person who counts; empty unless the design is sequential.
    """

    row: StudyRow | None
    everybody: Sequence[Participant]
    counts: Counts
    answered: Mapping[str, int]
    scores: Sequence[float] = ()


def is_sequential(study: Study) -> bool:
    """Whether the file declares that its host looks at results before the end."""
    return study.stopping is not None and study.stopping.interim == "sequential"


def progress(
    study: Study,
    clips: Sequence[WatchedClip],
    observed: Observed,
    now: float,
    gone_seconds: float,
    shows_clips: bool,
) -> Json:
    """The figures.

    Parameters
    ----------
    now : float
        Seconds since 1970.
    gone_seconds : float
        Participants who did nothing for so long are away.
    shows_clips : bool
        Whether each clip is among the figures.
    """
    people = People(study, observed.everybody, now - gone_seconds)
    answers = tally(clips, observed.counts)
    return {
        "study": study.name,
        "title": study.title.text(study.languages[0]),
        "hash": study.hash,
        "pilot": study.pilot,
        "taken_at": round(now),
        "away_after_minutes": round(gone_seconds / 60),
        "closed": observed.row is not None and observed.row.closed_at is not None,
        "link": {"path": f"/study/{study.name}", "parameters": _parameters(study)},
        "people": people.flow(),
        "answers": answers.json,
        "strata": by_stratum(clips, observed.counts),
        "clips": by_clip(clips, observed.counts) if shows_clips else None,
        "steps": people.steps(),
        "left_in_rounds": people.left_in_rounds(observed.answered),
        "checks": people.checks(),
        "time": people.time_and_pay(),
        "stopping": (stopping := _stopping(study, people, answers, now)),
        "left": _left(study, people, answers, stopping, _days_running(observed.row, now), now),
        "interim": _interim(study, observed),
    }


def _parameters(study: Study) -> list[str]:
    panel = study.panel
    return [name for name in (panel.participant, panel.study, panel.session) if name] if panel else []


def _stopping(study: Study, people: People, answers: Tally, now: float) -> Json | None:
    """The rule by which the study ends, and whether it is reached."""
    rule = study.stopping
    if rule and rule.participants:
        done = len(people.completed)
        return {
            "rule": "participants",
            "target": rule.participants,
            "now": done,
            "reached": done >= rule.participants,
        }
    if rule and rule.answers_per_clip:
        least = answers.least or 0
        return {
            "rule": "answers_per_clip",
            "target": rule.answers_per_clip,
            "now": least,
            "reached": bool(answers.clips) and least >= rule.answers_per_clip,
        }
    if rule and rule.until:
        today = utc_day(now)
        return {
            "rule": "until",
            "target": rule.until.isoformat(),
            "now": today.isoformat(),
            "reached": today > rule.until,
        }
    if answers.needs:
        done = answers.needs - answers.missing
        return {"rule": "quota", "target": answers.needs, "now": done, "reached": not answers.missing}
    return None


def _left(
    study: Study, people: People, answers: Tally, stopping: Json | None, days_running: float, now: float
) -> Json:
    """Answers and people that are still needed, and how long that takes if people come as they do now."""
    missing = answers.missing if answers.needs else None
    needed: int | None = None
    if stopping and stopping["rule"] == "participants":
        needed = max(0, stopping["target"] - stopping["now"])
    elif missing is not None and study.rounds_per_person:
        needed = math.ceil(missing / study.rounds_per_person)
    lately = min(1.0, max(days_running, HOUR_SECONDS / DAY_SECONDS))
    since = now - lately * DAY_SECONDS
    a_day = sum((who.finished_at or 0.0) >= since for who in people.completed) / lately
    days = round(needed / a_day, 1) if needed is not None and a_day else None
    return {"answers": missing, "people": needed, "people_a_day": round(a_day, 1), "days": days}


def _days_running(row: StudyRow | None, now: float) -> float:
    first = row.first_dealt_at if row else None
    return 0.0 if first is None else (now - first) / DAY_SECONDS


def _interim(study: Study, observed: Observed) -> Json | None:
    if not is_sequential(study):
        return None
    people = len(observed.scores)
    mean = sum(observed.scores) / people if people >= LEAST else None
    return {"people": people, "geoscore": None if mean is None else round(mean)}
