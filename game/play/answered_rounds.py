"""Which rounds are answers of people, in the public game and in studies."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from game.play.counting import CATCH_ALLOCATION, DUEL_OF_ALL, Row, drawn_as
from game.play.rounds import GUESSED, SKIPPED
from game.store.tables import games, rounds

STUDY_MODES = ("study", "random")  # the public game is a study too

# As `drawn_as` says it, in SQL.
_DUEL_OF_ALL = (rounds.c.mode == "duel") & (rounds.c.allocation == DUEL_OF_ALL)
DRAWN_AT_RANDOM = (rounds.c.mode == "random") | _DUEL_OF_ALL
DRAWN_FOR_STUDIES = rounds.c.mode.in_(STUDY_MODES) | _DUEL_OF_ALL


def was_drawn_for_study(row: Row) -> bool:
    """Whether a round's clip was drawn by a study's rule, the public game's included: not for practice."""
    return drawn_as(row) in STUDY_MODES


def is_of_study(row: Row) -> bool:
    """Whether a round was on a study's own clips: neither practice nor a catch round."""
    return was_drawn_for_study(row) and row["allocation"] != CATCH_ALLOCATION


def answered_rounds(columns: Iterable[ColumnElement[Any]], pack: str, study: str | None) -> Select[Any]:
    """Guesses and skips on a pack, in order of closing, whether a rule leaves them out or not.

    Parameters
    ----------
    study : str or None
        Name of a study; None: all of them, and the public game.
    """
    chosen = select(*columns).join(games, games.c.game == rounds.c.game)
    chosen = chosen.where(
        rounds.c.status.in_((GUESSED, SKIPPED)),
        DRAWN_FOR_STUDIES,
        rounds.c.pack == pack,
        rounds.c.consent_version.is_not(None),
    )
    if study is not None:
        chosen = chosen.where(games.c.study == study)
    return chosen.order_by(rounds.c.touched_at)
