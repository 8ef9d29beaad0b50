"""Who is to be paid what: each participant's ending judged by the study's own file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, case, func, select

from game.play.counting import CATCH_ALLOCATION
from game.play.rounds import GUESSED, SKIPPED
from game.store.tables import games, rounds
from game.study import participants
from game.study.eligibility import FAILED_CATCH
from game.study.participant_ids import Sealed
from game.study.participants import Participant
from game.study.study_schema import Study

Decision = Literal["approve", "reject", "wait", "none"]
COLUMNS = ("outcome", "code", "minutes", "rounds", "points", "decision", "pay", "currency", "reason")
DELETED = "the panel id is deleted"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a participant is to be paid, and why not."""

    decision: Decision
    reason: str = ""


def verdict(study: Study, who: Participant) -> Verdict:
    """What the study's file says of a participant.

    Only a required check that was failed, and catch recordings missed more often than the rule `failed_catch`
    allows, speak against paying. The other rules leave rounds out of the analysis, and are no reason.
    """
    if who.outcome is None:
        return Verdict("wait", "not finished")
    if who.outcome == "returned":
        return Verdict("none", "withdrew; their answers are deleted")
    if who.outcome == "screened_out":
        return Verdict("none", "screened out")
    if who.outcome == "failed":
        return Verdict("reject", f"failed {' and '.join(who.failed)}")
    caught, limit = who.checks.get("catch"), study.counting_rules.limits.get(FAILED_CATCH)
    missed = caught["of"] - caught["right"] if caught else 0
    if caught and limit and missed > limit["allowed"]:
        return Verdict("reject", f"missed {missed} of {caught['of']} catch recordings")
    return Verdict("approve")


def payments(
    connection: Connection, study: Study, kept: Mapping[str, Sealed], shows_points: bool
) -> Iterator[Row]:
    """A row for each participant who agreed, in no order that says when they came.

    Parameters
    ----------
    kept : mapping
        What `PanelIds.of_study` gives.
    shows_points : bool
        Whether the sum of each participant's points is among it, for a bonus.
    """
    played = _played(connection, study.name)
    for who in sorted(participants.of_study(connection, study.name), key=lambda who: who.id):
        if who.outcome == "declined":
            continue
        sealed, found = kept.get(who.id), verdict(study, who)
        count, points = played.get(who.player_id or "", (0, 0))
        reason = [found.reason, DELETED if sealed is None and who.outcome != "returned" else ""]
        yield {
            **(sealed.parameters if sealed else {}),
            "outcome": who.outcome or "",
            "code": _code(study, who),
            "minutes": f"{who.seconds_active / 60:.1f}",
            "rounds": count,
            "points": points if shows_points else "",
            "decision": found.decision,
            "pay": f"{study.pay.amount:.2f}" if study.pay and found.decision == "approve" else "",
            "currency": study.pay.currency if study.pay else "",
            "reason": "; ".join(filter(None, reason)),
        }


def _code(study: Study, who: Participant) -> str:
    if who.outcome not in ("completed", "screened_out", "failed"):
        return ""
    ending = study.endings.of(who.outcome)
    return (ending.code or ending.url or "") if ending else ""


def _played(connection: Connection, study: str) -> dict[str, tuple[int, int]]:
    """How many rounds each player answered, catch rounds apart, and the sum of their points."""
    points = case((rounds.c.status == GUESSED, rounds.c.geoscore), else_=0)
    answered = (
        (games.c.study == study)
        & (games.c.mode == "study")
        & rounds.c.status.in_((GUESSED, SKIPPED))
        & (rounds.c.allocation != CATCH_ALLOCATION)
    )
    statement = select(rounds.c.player_id, func.count(), func.sum(points)).join(games).where(answered)
    found = connection.execute(statement.group_by(rounds.c.player_id))
    return {player: (count, round(total)) for player, count, total in found}
