"""What rounds have been sent, counted in memory and written with the round, not with every byte."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """Audio bytes sent for a round since they were last written, and when, in seconds since 1970."""

    sent: int = 0
    touched_at: float = 0.0


class Tally:
    """Counts of the rounds that are being listened to.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._counts: dict[str, Count] = {}

    def add(self, round_: str, sent: int) -> None:
        """Count bytes that were sent for a round."""
        count = self._counts.setdefault(round_, Count())
        count.sent += sent
        count.touched_at = self._clock()

    def touched_at(self, round_: str) -> float:
        """When a round last sent anything that is not yet written; 0 when nothing is waiting."""
        return self._counts.get(round_, Count()).touched_at

    def take(self, round_: str) -> int:
        """Bytes of a round that are not yet written; they are handed over and counted no more."""
        return self._counts.pop(round_, Count()).sent

    def take_all(self) -> dict[str, Count]:
        """All that is not yet written, by round; handed over and counted no more."""
        counts, self._counts = self._counts, {}
        return counts
