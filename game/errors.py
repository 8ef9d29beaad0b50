"""What the rules can answer instead of a round or a reveal; each message is a sentence for the player."""


class Refusal(Exception):
    """A rule's answer that something cannot be done. It is no fault, and undoes nothing."""


class UnknownPlayer(Refusal):
    """The token is none of ours, or its player is not in the store."""


class UnknownCode(Refusal):
    """The withdrawal code is none of ours."""


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
