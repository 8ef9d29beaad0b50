"""What participants say about themselves, as the store has it: for margins, and for the host's own table."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, exists, select

from game.play.rounds import GUESSED, SKIPPED
from game.store.tables import games, participants, players, rounds
from game.study.margins import Margin, margins
from game.study.study_schema import Study

_HAS_ANSWERED = exists().where(
    games.c.player_id == participants.c.player_id,
    games.c.study == participants.c.study,
    games.c.mode == "study",
    rounds.c.game == games.c.game,
    rounds.c.status.in_((GUESSED, SKIPPED)),
)

Row = dict[str, Any]


def answers_of(connection: Connection, study: str) -> list[Row]:
    """What those who answered a round of the study say about themselves; nothing of those who withdrew."""
    found = select(participants.c.answers).where(participants.c.study == study, _HAS_ANSWERED)
    return [answers.get("questions", {}) for answers in connection.execute(found).scalars()]


def margins_of(connection: Connection, study: Study, k: int) -> tuple[Margin, ...]:
    """The margins of those who answered a round of the study, by its questions."""
    return margins(answers_of(connection, study.name), study.demographics, k)


def full_table(connection: Connection, study: Study) -> Iterator[Row]:
    """Everybody who takes part, by published pseudonym: how it ended, and their answers.

    It has no time, no panel id and no row of those who withdrew, and its order says nothing.
    """
    wanted = select(
        players.c.pseudonym, participants.c.language, participants.c.outcome, participants.c.answers
    )
    joined = wanted.join(players, players.c.id == participants.c.player_id)
    found = joined.where(participants.c.study == study.name).order_by(players.c.pseudonym)
    for pseudonym, language, outcome, answers in connection.execute(found):
        given = answers.get("questions", {})
        row: Row = {"player": pseudonym, "language": language, "outcome": outcome or ""}
        yield row | {name: _cell(given.get(name)) for name in study.demographics}


def _cell(answer: str | Iterable[str] | None) -> str:
    return answer if isinstance(answer, str) else ";".join(answer or ())
