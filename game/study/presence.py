"""Who is on their way through a study, as far as dealing looks at others: asked at every deal."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from game.store.compiled import CompiledStatement
from game.store.tables import participants

_COLUMNS = (participants.c.id, participants.c.player_id, participants.c.block, participants.c.progress)
_OF_STUDY = select(*_COLUMNS).where(participants.c.study == bindparam("study_"))
_ON_THE_WAY = CompiledStatement(_OF_STUDY.where(participants.c.outcome.is_(None)))
_COMPLETED = CompiledStatement(_OF_STUDY.where(participants.c.outcome == bindparam("outcome_", "completed")))


@dataclass(frozen=True, slots=True)
class Present:
    """A participant as others see them.

    Attributes
    ----------
    seen_at : float
        When they last did something, in seconds since 1970.
    granted : int
        Rounds of the study's own clips that they are to be dealt, in all sessions.
    """

    id: str
    player_id: str
    block: int | None
    seen_at: float
    granted: int


def on_the_way(connection: Connection, study: str, since: float) -> list[Present]:
    """Participants without an outcome who did something since a time, in seconds since 1970."""
    return [one for one in _present(connection, _ON_THE_WAY, study) if one.seen_at >= since]


def completed(connection: Connection, study: str) -> list[Present]:
    """Participants who are done."""
    return _present(connection, _COMPLETED, study)


def _present(connection: Connection, statement: CompiledStatement, study: str) -> list[Present]:
    found = []
    for id_, player_id, block, stored in statement.tuples(connection, {"study_": study}):
        progress = json.loads(stored) if isinstance(stored, str) else stored
        found.append(Present(id_, player_id, block, progress["seen_at"], progress["granted"]))
    return found
