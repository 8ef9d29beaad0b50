"""How many players come from one address on a day: counted in memory under a key of the day, never stored."""

import hashlib
from collections.abc import Callable
from datetime import date

from fastapi import Request

from game.api.rate_limits import Addresses
from game.play.daily_limit import utc_day

MOST_ADDRESSES = 50_000  # about 20 MB; the address that was first seen longest ago is dropped first


class PlayersByAddress:
    """Tells which players of an address are more than the host counts on a day.

    Addresses and players are hashed with keys that are thrown away at midnight UTC and when the process ends.

    Parameters
    ----------
    most : int
        Players of one address and day whose rounds count; 0: no limit.
    trusted_proxies : int
        As for `Addresses`.
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, most: int, trusted_proxies: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._trusted_proxies = trusted_proxies
        self._clock = clock
        self._begin(utc_day(clock()))

    def are_many(self, request: Request, player_id: str) -> bool:
        """Note that a player comes from the request's address; say whether the day's places there were taken.

        The first players keep theirs, so that nobody can silence an address by joining from it.
        """
        if not self._most:
            return False
        if (today := utc_day(self._clock())) != self._day:
            self._begin(today)
        peer = request.client.host if request.client else ""
        address = self._addresses.key(peer, ",".join(request.headers.getlist("x-forwarded-for")))
        seen = self._players.get(address)
        if seen is None:
            if len(self._players) >= MOST_ADDRESSES:
                del self._players[next(iter(self._players))]
            seen = self._players[address] = set()
        player = hashlib.blake2b(player_id.encode(), digest_size=8).digest()
        if len(seen) < self._most:
            seen.add(player)
        return player not in seen

    def _begin(self, day: date) -> None:
        self._day = day
        self._addresses = Addresses(self._trusted_proxies)
        self._players: dict[str, set[bytes]] = {}
