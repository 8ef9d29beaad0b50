"""Audio bytes sent for each round: counted in memory, written with the round and not with every byte."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Audio bytes of a round that are not yet written, and when the last were sent (seconds since 1970)."""

    sent: int = 0
    touched_at: float = 0.0


class BytesServed:
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
        self._counts[round_] = Count(self.count(round_).sent + sent, self._clock())

    def count(self, round_: str) -> Count:
        """What of a round is not yet written."""
        return self._counts.get(round_, Count())

    def waiting(self) -> dict[str, Count]:
        """All that is not yet written, by round."""
        return dict(self._counts)

    def settle(self, round_: str, sent: int) -> None:
        """Forget bytes that have been written by now."""
        left = self.count(round_)
        if left.sent > sent:
            self._counts[round_] = Count(left.sent - sent, left.touched_at)
        else:
            self._counts.pop(round_, None)

    def forget(self, round_: str) -> None:
        """Forget a round: it is closed, and what was sent till then is written."""
        self._counts.pop(round_, None)
