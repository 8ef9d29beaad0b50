"""Sittings: rounds of a player without half an hour's break. No time of play is written anywhere for it."""

from collections import OrderedDict
from collections.abc import Callable

BREAK_SECONDS = 1_800.0


class Sittings:
    """When players last dealt or closed a round, for half an hour; a restart of the game ends all sittings.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._played_at: OrderedDict[str, float] = OrderedDict()  # the latest last

    def is_over(self, player_id: str) -> bool:
        """Whether the player's next round begins another sitting."""
        return self._clock() - self._played_at.get(player_id, 0.0) > BREAK_SECONDS

    def note(self, player_id: str) -> None:
        """Note that the player plays now."""
        now = self._clock()
        self._played_at[player_id] = now
        self._played_at.move_to_end(player_id)
        while now - next(iter(self._played_at.values())) > BREAK_SECONDS:
            self._played_at.popitem(last=False)
