"""What participants wrote in their own words: for the host alone, never in an archive."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import select

from game.columns import Column
from game.publishing import csv_rows
from game.publishing.export import ExportError, reading
from game.store.tables import players, rounds
from game.study.study_schema import Study
from leaderboard.study.record_error import RecordError

COLUMNS = (
    Column("round", "str", "", "The round's random id"),
    Column("participant", "str", "", "Published pseudonym"),
    Column("clip", "str", "", "Id of the clip"),
    Column("explanation", "str", "", "In the participant's own words"),
)


def write_explanations(url: str, study: Study, place: Path) -> int:
    """Write the explanations of a study to a file that only the host's user can read.

    Parameters
    ----------
    place : Path
        A CSV file; an earlier one is replaced.

    Returns
    -------
    int
        How many there are.

    Raises
    ------
    RecordError
        When the database cannot be read, or the file not be written.
    StoreError
    """
    wanted = (
        rounds.c.round,
        players.c.pseudonym.label("participant"),
        rounds.c.clip_key.label("clip"),
        rounds.c.explanation,
    )
    found = select(*wanted).join_from(rounds, players, rounds.c.player_id == players.c.id)
    of_study = found.where(
        rounds.c.study_hash == study.hash,
        rounds.c.consent_version.is_not(None),
        rounds.c.explanation.is_not(None),
    )
    try:
        with reading(url) as connection:
            rows: list[Any] = [
                dict(r) for r in connection.execute(of_study.order_by(rounds.c.round)).mappings()
            ]
        draft = place.with_name(f".{place.name}.part")
        private = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(private, "w", encoding="utf-8", newline="") as file:
            csv_rows.write([rows], COLUMNS, file)
        draft.replace(place)
    except ExportError as error:
        raise RecordError(str(error)) from error
    except OSError as error:
        raise RecordError(f"{place} cannot be written: {error.strerror}.") from error
    return len(rows)
