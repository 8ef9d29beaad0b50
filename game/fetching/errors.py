"""Why a fetch failed, one exception for each thing a caller can do about it."""


class FetchError(Exception):
    """Nothing more can be fetched until someone fixes a problem; the message names it."""


class Postponed(FetchError):
    """A server asks for a longer pause than a command waits."""


class Missing(Exception):
    """One file or item cannot be fetched; the message says why. Others may still be."""


class TooLong(Missing):
    """A recording is longer than the host plays.

    Attributes
    ----------
    seconds : float
    """

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class Silence(Missing):
    """Every try failed: the server may be down, so others may fail too."""


class Unwanted(Exception):
    """An item turns out not to match what the host asked for; the message says why.

    Attributes
    ----------
    written : str
        What in the item is to blame; empty when that is plain.
    """

    def __init__(self, why: str, written: str = "") -> None:
        super().__init__(why)
        self.written = written


class Unavailable(Exception):
    """A call failed and is worth another try.

    Attributes
    ----------
    pause_seconds : float
        The pause that the server asks for; 0 when it names none.
    gained : bool
        Whether the call brought so many bytes before it failed that it does not count as one more failure
        in a row.
    """

    def __init__(self, why: str, pause_seconds: float = 0.0, gained: bool = False) -> None:
        super().__init__(why)
        self.pause_seconds = pause_seconds
        self.gained = gained


class Damaged(Unavailable):
    """The server sent something else than what was asked for; the next try may bring the right bytes."""
