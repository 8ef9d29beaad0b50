"""People's answers with clues, from the database of a game."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.store.database import reading_connection
from leaderboard.guesses import queries
from leaderboard.localizability.people_fit import ClueAnswers


@dataclass(frozen=True)
class PeopleAnswers:
    """Answers with clues, and how many were left out.

    Attributes
    ----------
    without_clues : int
        Not asked, or none chosen: the stored row is the same.
    without_times : int
        On clips of which nothing tells what is heard.
    """

    answers: ClueAnswers
    without_clues: int
    without_times: int


def read_people(url: str, pack: str, study: str | None, timed: Container[str]) -> PeopleAnswers:
    """Read the guesses and skips that count.

    Parameters
    ----------
    timed : container of str
        Keys of the clips with times.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    rows = _rows(url, pack, study)
    named = [row for row in rows if row["clues"]]
    kept = [row for row in named if row["clip_key"] in timed]
    players = np.unique([row["player_id"] for row in kept], return_inverse=True)[1]
    answers = ClueAnswers(
        [row["clip_key"] for row in kept],
        [row["clues"] for row in kept],
        players.astype(np.intp),
        np.array([row["distance_km"] for row in kept], np.float64),
    )
    return PeopleAnswers(answers, len(rows) - len(named), len(named) - len(kept))


def _rows(url: str, pack: str, study: str | None) -> list[dict[str, Any]]:
    with reading_connection(url) as connection:
        if connection is None or not queries.has_rounds_table(connection):
            return []
        return queries.with_clues(connection, pack, study)
