"""What the rules can answer instead of a round or a reveal, with a sentence for the player."""

from game.texts import text


class Refusal(Exception):
    """A rule's answer that something cannot be done. It is not a fault, and undoes nothing.

    Parameters
    ----------
    key : str
        Of the sentence, in the catalog of texts: ``problem.…``.
    **values
        The sentence's placeholders.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(text(key, **values))
        self.key = key
        self.values = values


class UnknownPlayer(Refusal):
    """The token was not issued here, or its player is not in the store."""


class UnknownCode(Refusal):
    """The withdrawal code was not issued here."""


class UnknownGame(Refusal):
    """This player has no such game."""


class UnknownRound(Refusal):
    """This player has no such round."""


class NothingLeft(Refusal):
    """No clip is left that could be dealt in this mode."""


class GameOver(Refusal):
    """All rounds of the game have been dealt and closed."""


class RoundClosed(Refusal):
    """The round is closed, and not by this guess."""


class BadPoint(Refusal):
    """The coordinates are not a point on Earth."""
