"""The table of studies: which file a name stands for, and whether it still deals."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from game.store.tables import games, rounds, studies
from game.study.study_schema import Study


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study as the store knows it; times are seconds since 1970."""

    name: str
    hash: str
    first_dealt_at: float | None
    closed_at: float | None
    preregistration: str | None


def find(connection: Connection, name: str) -> StudyRow | None:
    columns = [studies.c[field] for field in StudyRow.__slots__]
    row = connection.execute(select(*columns).where(studies.c.name == name)).first()
    return None if row is None else StudyRow(*row)


def keep(connection: Connection, study: Study) -> bool:
    """Note the file that a name stands for. False when rounds under that name belong to another file.

    A pilot's file may change.
    """
    text = study.canonical_json()
    known = find(connection, study.name)
    if known is None:
        connection.execute(insert(studies).values(name=study.name, hash=study.hash, text=text))
        return True
    if known.hash == study.hash:
        return True
    if not study.pilot and _has_rounds(connection, study.name):
        return False
    values = {"hash": study.hash, "text": text, "first_dealt_at": None}
    connection.execute(update(studies).where(studies.c.name == study.name).values(values))
    return True


def note_first_deal(connection: Connection, name: str, now: float) -> None:
    """Note when the first clip of a study was dealt."""
    first = (studies.c.name == name) & studies.c.first_dealt_at.is_(None)
    connection.execute(update(studies).where(first).values(first_dealt_at=now))


def note_preregistration(connection: Connection, name: str, text: str) -> None:
    """Note a study's preregistration, a JSON file; a later one replaces it."""
    connection.execute(update(studies).where(studies.c.name == name).values(preregistration=text))


def close(connection: Connection, name: str, now: float) -> float:
    """Let nobody new into a study; gives since when, in seconds since 1970."""
    still_open = (studies.c.name == name) & studies.c.closed_at.is_(None)
    connection.execute(update(studies).where(still_open).values(closed_at=now))
    closed_at: float = connection.execute(
        select(studies.c.closed_at).where(studies.c.name == name)
    ).scalar_one()
    return closed_at


def is_closed(connection: Connection, name: str) -> bool:
    row = find(connection, name)
    return row is not None and row.closed_at is not None


def _has_rounds(connection: Connection, name: str) -> bool:
    played = select(rounds.c.round).join(games, rounds.c.game == games.c.game)
    of_study = (games.c.study == name) & (rounds.c.mode == "study")
    return connection.execute(played.where(of_study).limit(1)).first() is not None
