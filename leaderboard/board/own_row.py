"""A player's own row, which only they are shown."""

from dataclasses import replace

from game.json_types import Json
from leaderboard.board.payload import row
from leaderboard.board.standings import standing
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.entrants.roster import Roster
from leaderboard.sentences import text

KEY = KIND = "you"


def own_row(roster: Roster, player: int | None) -> Json:
    """Measure one player like people: the mean over their rounds that count.

    Parameters
    ----------
    player : int or None
        The player's number in the roster's guesses; None for somebody without any.

    Returns
    -------
    dict
        ``rounds`` that count, and the ``row`` as on the board; None with fewer than `MIN_ROUNDS`. It has
        neither a rank nor intervals: one person says nothing about how people differ.
    """
    everyone = roster.everyone
    rounds = 0 if player is None else int((roster.guesses.player == player).sum())
    found: Json = {"rounds": rounds, "row": None}
    if everyone is None or rounds < MIN_ROUNDS:
        return found
    own = replace(
        everyone.only(roster.guesses.player == player),
        key=KEY,
        name=text("board.you"),
        note=text("board.you.note"),
        unit="player",
    )
    return found | {"row": row(replace(standing(own), provisional="")) | {"kind": KIND}}
