"""Who plays now: in memory only, by an id that leaves this process nowhere."""

from collections import Counter
from collections.abc import Callable, Mapping

ACTIVE_SECONDS = 300.0
MOST_PLAYERS = 50_000


class PlayingNow:
    """Players with an open game who were dealt or answered something lately, by mode.

    Parameters
    ----------
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: dict[str, tuple[str, float]] = {}  # mode and time by player; who played last comes last

    def note(self, player: str, mode: str) -> None:
        """A player was dealt or answered something."""
        last = self._last
        last.pop(player, None)
        if len(last) >= MOST_PLAYERS:
            del last[next(iter(last))]
        last[player] = mode, self._clock()

    def forget(self, player: str) -> None:
        """A player's game is over."""
        self._last.pop(player, None)

    def by_mode(self) -> Mapping[str, int]:
        """How many play each mode."""
        since = self._clock() - ACTIVE_SECONDS
        while self._last and (first := next(iter(self._last))) and self._last[first][1] <= since:
            del self._last[first]
        return Counter(mode for mode, _ in self._last.values())
