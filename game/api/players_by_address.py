"""How many players come from one address on a day: counted under keys of that day; no address is stored."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from fastapi import Request

from game.api.rate_limits import Addresses
from game.play.daily_limit import utc_day
from game.players.identity import Registry
from game.settings import Settings

if TYPE_CHECKING:
    from game.api.shared_limits import SharedCounts

MOST_ADDRESSES = 50_000  # about 20 MB; the address that was first seen longest ago is dropped first
MOST_REFUSED = 10_000  # of whom the shared counts are not asked again
DAY_SECONDS = 86_400


class PlayersByAddress:
    """Tells which players of an address are more than the host counts on a day.

    Addresses and players are hashed with keys that are thrown away at midnight UTC and when the process ends;
    where processes count together, with a key that the host's key and the day give.

    Parameters
    ----------
    registry : Registry
        Knows the host's key.
    clock : callable
        Seconds since 1970.
    counts : SharedCounts, optional
        Of processes that count together; by default this one counts alone.
    """

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        clock: Callable[[], float],
        counts: "SharedCounts | None" = None,
    ) -> None:
        self._most = settings.counted_per_address
        self._trusted_proxies = settings.trusted_proxies
        self._registry = registry
        self._clock = clock
        self._counts = counts
        self._begin(utc_day(clock()))

    async def are_many(self, request: Request, player_id: str) -> bool:
        """Note that a player comes from the request's address; say whether the day's places there were taken.

        The first players keep theirs, so that nobody can silence an address by joining from it.
        """
        if not self._most:
            return False
        if (today := utc_day(self._clock())) != self._day:
            self._begin(today)
        peer = request.client.host if request.client else ""
        address = self._addresses.key(peer, ",".join(request.headers.getlist("x-forwarded-for")))
        seen = self._seen(address)
        # With the address and the salt, so that the counts do not tell which players share one.
        named = f"{address}:{player_id}".encode()
        player = hashlib.blake2b(named, key=self._salt, digest_size=16).hexdigest()
        if player in seen or player in self._refused:
            return player not in seen
        has_place = await self._has_shared_place(address, player)
        if has_place is None:
            has_place = len(seen) < self._most
        if has_place:
            seen.add(player)
        return not has_place

    def _seen(self, address: str) -> set[str]:
        """Players of an address who have a place there."""
        seen = self._players.get(address)
        if seen is None:
            if len(self._players) >= MOST_ADDRESSES:
                del self._players[next(iter(self._players))]
            seen = self._players[address] = set()
        return seen

    async def _has_shared_place(self, address: str, player: str) -> bool | None:
        if not self._counts:
            return None
        left = DAY_SECONDS - int(self._clock()) % DAY_SECONDS
        has_place = await self._counts.has_place(address, player, self._most, left)
        if has_place is False:
            if len(self._refused) >= MOST_REFUSED:
                self._refused.clear()
            self._refused.add(player)
        return has_place

    def _begin(self, day: date) -> None:
        self._day = day
        shared = self._registry.address_salt_of(day.isoformat()) if self._counts else None
        self._salt = shared or secrets.token_bytes(16)
        self._addresses = Addresses(self._trusted_proxies, self._salt)
        self._players: dict[str, set[str]] = {}
        self._refused: set[str] = set()
