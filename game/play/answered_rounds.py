"""Which rounds are answers of people, in the public game and in studies."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from game.play.counting import CATCH_ALLOCATION, Row
from game.play.rounds import GUESSED, SKIPPED
from game.store.tables import games, rounds

STUDY_MODES = ("study", "random")  # the public game is a study too


def is_of_study(row: Row) -> bool:
    """Whether a round was on a study's own clips: neither practice nor a catch round."""
    return row["mode"] in STUDY_MODES and row["allocation"] != CATCH_ALLOCATION


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
        rounds.c.mode.in_(STUDY_MODES),
        rounds.c.pack == pack,
        rounds.c.consent_version.is_not(None),
    )
    if study is not None:
        chosen = chosen.where(games.c.study == study)
    return chosen.order_by(rounds.c.touched_at)
