"""What a step of a game gives: a closed round with the round after it, or a game with its rounds."""

from dataclasses import dataclass
from typing import Literal

from game.store.compiled import Row

Then = Literal["deal", "prepare"]  # what to do about the next round


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """A closed round, the points of its game up to and including it, and all of the game's rounds.

    Attributes
    ----------
    next : Row or None
        The round that comes next; None if it was not asked for, or there is none now.
    is_new : bool
        Whether it was closed now, and not by the same answer before.
    """

    row: Row
    total: float
    in_game: list[Row]
    next: Row | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """A game and its rounds, in order.

    Attributes
    ----------
    hidden : frozenset of str
        Closed rounds that are not revealed now: a study withholds it, or the player has another open round
        on the same clip.
    """

    game: Row
    rounds: list[Row]
    hidden: frozenset[str]
