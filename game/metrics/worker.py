"""What is asked of a worker process beside the game."""

from typing import Protocol


class Worker(Protocol):
    """A worker process, as its supervisor knows it."""

    @property
    def restarts(self) -> int:
        """How often it ended unasked."""

    @property
    def is_up(self) -> bool | None:
        """Whether it runs, or rests because there is nothing to do; None where another game does its work."""
