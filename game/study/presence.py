"""Who is on their way through a study, as far as dealing looks at others: asked at every deal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from game.store.compiled import CompiledStatement
from game.store.tables import participants

_COLUMNS = (participants.c.id, participants.c.player_id, participants.c.block, participants.c.progress)
_OF_STUDY = select(*_COLUMNS).where(participants.c.study == bindparam("study_"))
_ON_THE_WAY = CompiledStatement(_OF_STUDY.where(participants.c.outcome.is_(None)))
_IS_COMPLETED = participants.c.outcome == bindparam("outcome_", "completed")
_COMPLETED = CompiledStatement(_OF_STUDY.where(_IS_COMPLETED))
_COUNT_COMPLETED = CompiledStatement(
    select(func.count()).where(participants.c.study == bindparam("study_"), _IS_COMPLETED)
)
_REMEMBERED = 4096  # participants; of all but one nothing has changed since the deal before


@dataclass(frozen=True, slots=True)
class Present:
    """A participant as others see them.

    Attributes
    ----------
    seen_at : float
        When they last did something, in seconds since 1970.
    granted : int
        Rounds of the study's own clips that they are to be dealt, in all sessions.
    dealt : tuple of str
        Keys of those that they were dealt.
    """

    id: str
    player_id: str
    block: int | None
    seen_at: float
    granted: int
    dealt: tuple[str, ...]


def on_the_way(connection: Connection, study: str, since: float) -> list[Present]:
    """Participants without an outcome who did something since a time, in seconds since 1970."""
    return [one for one in _present(connection, _ON_THE_WAY, study) if one.seen_at >= since]


def completed(connection: Connection, study: str) -> list[Present]:
    """Participants who are done."""
    return _present(connection, _COMPLETED, study)


def count_completed(connection: Connection, study: str) -> int:
    """How many participants are done."""
    [(count,)] = _COUNT_COMPLETED.tuples(connection, {"study_": study})
    return int(count)


def _present(connection: Connection, statement: CompiledStatement, study: str) -> list[Present]:
    rows = statement.tuples(connection, {"study_": study})
    return [_remembered(*row) if isinstance(row[-1], str) else _read(*row) for row in rows]


def _read(id_: str, player_id: str, block: int | None, progress: Mapping[str, Any]) -> Present:
    dealt = tuple(progress.get("dealt", ()))
    return Present(id_, player_id, block, progress["seen_at"], progress["granted"], dealt)


@lru_cache(_REMEMBERED)
def _remembered(id_: str, player_id: str, block: int | None, progress: str) -> Present:
    return _read(id_, player_id, block, json.loads(progress))
