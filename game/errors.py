"""Refusals: what the rules answer instead of a round or a reveal, each with a sentence for the player."""

from collections.abc import Mapping

from game.texts import text


class Refusal(Exception):
    """A rule does not allow a request. The transaction it came up in is still committed.

    Parameters
    ----------
    key : str
        Of the sentence in the catalog of texts: ``problem.…``.
    **values
        The sentence's placeholders.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(text(key, **values))
        self.key = key
        self.values = values


class UnknownPlayer(Refusal):
    """The token was not issued here, or its player is not in the database."""


class UnknownCode(Refusal):
    """The withdrawal code was not issued here."""


class UnknownGame(Refusal):
    """The player has no such game."""


class UnknownRound(Refusal):
    """The player has no such round."""


class NothingLeft(Refusal):
    """No clip is left to deal in this mode."""


class GameOver(Refusal):
    """The game has no further round."""


class RoundClosed(Refusal):
    """The round was closed by another answer."""


class UnknownChallenge(Refusal):
    """There is no such challenge here, or none any more."""


class NotShared(Refusal):
    """This game cannot be shared, or not yet."""


class UnknownDay(Refusal):
    """The day is to come, or nobody asked for its clips."""


class UnknownStudy(Refusal):
    """There is no such study here."""


class UnknownOpponent(Refusal):
    """Nobody of this name can be played against here."""


class StudyRefused(Refusal):
    """The request does not fit the study, or the player is not in it."""


class StudyClosed(Refusal):
    """Nobody new is let into the study, or this person not again."""


class StepNotOpen(Refusal):
    """The participant is at another step.

    Parameters
    ----------
    step : dict
        The open one.
    """

    def __init__(self, key: str, /, step: Mapping[str, object]) -> None:
        super().__init__(key)
        self.step = step


class AnswerNotAllowed(Refusal):
    """The study does not allow this answer; the round stays open."""


class UnknownParty(Refusal):
    """There is no such room, or no such seat in it."""


class CannotJoin(Refusal):
    """The room is full, the nickname taken, or the player was removed."""


class BadNickname(Refusal):
    """The nickname is not allowed."""


class NotAllowed(Refusal):
    """The rules of a room refuse what a member asks; nothing has changed."""


class BadPoint(Refusal):
    """The coordinates are not a point on Earth."""


class UnknownTrial(Refusal):
    """The player has no such question about a scene."""


class TrialClosed(Refusal):
    """The question was closed, or answered otherwise."""


class BadAnswer(Refusal):
    """The answer does not fit the question."""
