"""People in a study: where each is on the way, what they answered, and which checks they passed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from game import columns
from game.store.compiled import CompiledStatement
from game.store.tables import participants
from game.study.steps import Outcome, State

PAUSE_SECONDS = 300.0  # a longer silence counts as this much activity
_SAVE = CompiledStatement(update(participants).where(participants.c.id == bindparam("id_")))
BEFORE_ROUNDS = ("comprehension", "headphones")  # checks


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a participant is, as the column `progress` keeps it.

    Attributes
    ----------
    seen_at : float
        When they last did something, in seconds since 1970.
    games : mapping of str to str
        Game of each step that has one, by the step's id.
    catch : mapping of str to list of int
        Numbers of the rounds of a game that are catch rounds, by the step's id.
    granted : int
        Rounds of the study's own clips that they are to be dealt, in all sessions.
    dealt : sequence of str
        Keys of the study's own clips that they were dealt, abandoned rounds included. Kept here too, so that
        a deal to one participant does not read the rounds of all others.
    """

    kind: str
    failures: int = 0
    seen_at: float = 0.0
    games: Mapping[str, str] = field(default_factory=dict)
    catch: Mapping[str, list[int]] = field(default_factory=dict)
    granted: int = 0
    dealt: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in a study; the fields are the columns of the table.

    Attributes
    ----------
    player_id : str or None
        None once they have withdrawn, and of those who did not agree.
    """

    id: str
    study: str
    player_id: str | None
    language: str
    progress: Progress
    answers: Mapping[str, Any]
    checks: Mapping[str, Any]
    outcome: Outcome | None
    session: int
    block: int | None
    started_at: float
    finished_at: float | None
    seconds_active: float

    @property
    def state(self) -> State:
        """Where the participant is on the way."""
        kind: Any = self.progress.kind
        return State(kind, self.session, self.progress.failures, self.outcome)

    @property
    def passed(self) -> list[str]:
        """Names of the checks that the participant passed before the rounds."""
        return sorted(name for name in BEFORE_ROUNDS if self.checks.get(name, {}).get("passed"))

    @property
    def failed(self) -> list[str]:
        """Names of the checks that the participant failed before the rounds."""
        return [name for name in BEFORE_ROUNDS if self.checks.get(name, {}).get("passed") is False]

    def catch_numbers(self, game: str) -> list[int]:
        """Numbers of the rounds of a game that are catch rounds."""
        steps = [step for step, name in self.progress.games.items() if name == game]
        return self.progress.catch.get(steps[0], []) if steps else []

    def at(self, state: State, now: float) -> "Participant":
        """The participant at another step."""
        is_over = state.kind == "end" and self.finished_at is None
        return replace(
            self,
            progress=replace(self.progress, kind=state.kind, failures=state.failures),
            session=state.session,
            outcome=state.outcome,
            finished_at=now if is_over else self.finished_at,
        )

    def seen(self, now: float) -> "Participant":
        """The participant after doing something now."""
        since = min(max(0.0, now - self.progress.seen_at), PAUSE_SECONDS)
        active = round(self.seconds_active + since, 1)
        return replace(self, seconds_active=active, progress=replace(self.progress, seen_at=now))

    def with_grant(self, rounds: int, block: int | None) -> "Participant":
        """The participant with the rounds that they are to be dealt."""
        return replace(self, block=block, progress=replace(self.progress, granted=rounds))

    def with_dealt(self, clip_key: str) -> "Participant":
        """The participant after another of the study's own clips was dealt to them."""
        dealt = [*self.progress.dealt, clip_key]
        return replace(self, progress=replace(self.progress, dealt=dealt))

    def with_answer(self, kind: str, answer: object) -> "Participant":
        return replace(self, answers={**self.answers, kind: answer})

    def with_game(self, step: str, game: str, catch: list[int]) -> "Participant":
        """The participant with the game of a step, and the numbers of its catch rounds."""
        games, catches = {**self.progress.games, step: game}, {**self.progress.catch, step: catch}
        return replace(self, progress=replace(self.progress, games=games, catch=catches))

    def with_catch(self, is_right: bool) -> "Participant":
        """The participant after a catch round."""
        before = self.checks.get("catch", {})
        right, of = before.get("right", 0) + is_right, before.get("of", 0) + 1
        return self.with_check("catch", passed=right == of, right=right, of=of)

    def with_check(self, name: str, **facts: object) -> "Participant":
        return replace(self, checks={**self.checks, name: facts})


def background(who: Participant) -> dict[str, Any]:
    """What of the answers the public game asks too: kept with the player, and published with many others'."""
    given = who.answers.get("questions", {})
    return {column.name: given[column.name] for column in columns.BACKGROUND if column.name in given}


def begin(study: str, player_id: str | None, language: str, state: State, now: float) -> Participant:
    """A new participant at a step."""
    progress = Progress(state.kind, seen_at=now)
    return Participant(
        secrets.token_hex(16),
        study,
        player_id,
        language,
        progress,
        answers={},
        checks={},
        outcome=None,
        session=1,
        block=None,
        started_at=now,
        finished_at=None,
        seconds_active=0.0,
    )


def add(connection: Connection, participant: Participant) -> None:
    connection.execute(insert(participants).values(asdict(participant)))


def add_declined(connection: Connection, study: str, language: str, now: float) -> None:
    """Count somebody who did not agree: a row without a player or any answer."""
    declined = State("end", outcome="declined")
    add(connection, begin(study, None, language, declined, now).at(declined, now))


def save(connection: Connection, participant: Participant) -> None:
    """Write what has become of a participant."""
    values = asdict(participant)
    _SAVE.run(connection, {"id_": values.pop("id"), **values})


def by_id(connection: Connection, id_: str) -> Participant | None:
    return _one(connection, participants.c.id == id_)


def of_player(connection: Connection, player_id: str, study: str) -> Participant | None:
    """The player as a participant of a study."""
    return _one(connection, (participants.c.player_id == player_id) & (participants.c.study == study))


def last_joined(connection: Connection, player_id: str) -> Participant | None:
    """The player as a participant of the study that they joined last."""
    return _one(connection, participants.c.player_id == player_id)


def of_study(connection: Connection, study: str) -> list[Participant]:
    """Everybody in a study, and a row for each who did not agree or withdrew."""
    rows = connection.execute(select(participants).where(participants.c.study == study)).mappings()
    return [_participant(row) for row in rows]


def _one(connection: Connection, where: Any) -> Participant | None:
    newest = select(participants).where(where).order_by(participants.c.started_at.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else _participant(row)


def _participant(row: RowMapping) -> Participant:
    return Participant(**{**row, "progress": Progress(**row["progress"])})
