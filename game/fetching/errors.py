"""The ways in which something cannot be fetched, by what is to be done about it."""


class FetchError(Exception):
    """Nothing more can be fetched until something is mended; the sentence says what."""


class Postponed(FetchError):
    """A server asks to be left alone for longer than anyone would wait."""


class Missing(Exception):
    """This one thing cannot be had; the sentence says why. Others may be there."""


class Silence(Missing):
    """It could not be had though it was asked for again and again: perhaps nothing can at present."""


class Unavailable(Exception):
    """A call failed that may succeed later.

    Attributes
    ----------
    pause_seconds : float
        How long the server asks to be left alone; 0 when it did not say.
    gained : bool
        Whether so much came all the same that asking on is worth while.
    """

    def __init__(self, why: str, pause_seconds: float = 0.0, gained: bool = False) -> None:
        super().__init__(why)
        self.pause_seconds = pause_seconds
        self.gained = gained


class Damaged(Unavailable):
    """Something came, and it is not what was wanted; another time it may be."""
