"""A challenge: the clips and points of a game that somebody shared. Nothing in it says who that was."""

from dataclasses import dataclass
from datetime import date

from game.geo.geodesy import MAX_GEOSCORE
from game.play.squares import squares

NAME = "Earwitness"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A shared game.

    Attributes
    ----------
    pack, clip_keys : str, tuple of str
        What was heard, in order.
    scores : tuple of int
        Points of each round.
    total : int
        Points of the game; rounded later than those of each round, it may be another than their sum.
    day : date or None
        Whose daily clips these are.
    """

    challenge: str
    pack: str
    clip_keys: tuple[str, ...]
    scores: tuple[int, ...]
    total: int
    day: date | None

    @property
    def most(self) -> int:
        """The points of a game without any error."""
        return int(MAX_GEOSCORE) * len(self.scores)

    @property
    def squares(self) -> str:
        return squares(self.scores)

    def text(self, url: str, number: int | None) -> str:
        """The text to share: points, squares, address; no word of any language but the game's name.

        Parameters
        ----------
        number : int or None
            Of the day, counted from the first.
        """
        name = NAME if number is None else f"{NAME} #{number:,}"
        return f"{name} {self.total:,}/{self.most:,}\n{self.squares}\n{url}"
