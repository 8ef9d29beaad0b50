"""Rate limits by player and by address. Addresses are hashed, and none is ever stored."""

import hashlib
import ipaddress
import logging
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket: `burst` requests at once, `per_second` on average."""

    burst: int
    per_second: float

    def times(self, people: int) -> "Limit":
        """The limit of this many people together."""
        return Limit(self.burst * people, self.per_second * people)


MOST_KEYS = 100_000  # about 20 MB; buckets that are full again are dropped first
log = logging.getLogger("earwitness")


class Limiter:
    """A token bucket for each key.

    Parameters
    ----------
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._spent: dict[str, tuple[float, float]] = {}  # by key: tokens used, and when

    def wait(self, key: str) -> int:
        """Take a token. Gives 0, or the seconds until there is one."""
        now = self._clock()
        used = self._used(key, now)
        if used + 1 > self._limit.burst:
            return max(1, math.ceil((used + 1 - self._limit.burst) / self._limit.per_second))
        self._note(key, used + 1, now)
        return 0

    def spend(self, key: str, tokens: int) -> None:
        """Take tokens that were given away already, as far as there are any."""
        now = self._clock()
        self._note(key, min(self._used(key, now) + tokens, self._limit.burst), now)

    def _used(self, key: str, now: float) -> float:
        used, at = self._spent.get(key, (0.0, now))
        return max(0.0, used - (now - at) * self._limit.per_second)

    def _note(self, key: str, used: float, now: float) -> None:
        if len(self._spent) >= MOST_KEYS:
            self._drop(now)
        self._spent[key] = (used, now)

    def _drop(self, now: float) -> None:
        rate = self._limit.per_second
        self._spent = {key: (used, at) for key, (used, at) in self._spent.items() if used > (now - at) * rate}
        while len(self._spent) >= MOST_KEYS:
            del self._spent[next(iter(self._spent))]


class Addresses:
    """Turns the address behind a request into a key that does not reveal it.

    Parameters
    ----------
    trusted_proxies : int
        How many of our own proxies add to X-Forwarded-For; that many entries from the right are trusted.
    salt : bytes, optional
        The same for processes that count together; by default a new one, so that no key lasts.
    """

    def __init__(self, trusted_proxies: int, salt: bytes | None = None) -> None:
        self._trusted_proxies = trusted_proxies
        self._salt = salt or secrets.token_bytes(16)
        self._has_warned = False

    def key(self, peer: str, forwarded: str) -> str:
        """Key of the address behind a request.

        Parameters
        ----------
        peer : str
            Address at the other end of the connection.
        forwarded : str
            The X-Forwarded-For headers, joined by commas.
        """
        if forwarded and not self._trusted_proxies:
            self._warn()
        entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
        if self._trusted_proxies and entries:
            peer = entries[-min(self._trusted_proxies, len(entries))]
        return hashlib.blake2b(_network(peer).encode(), key=self._salt, digest_size=16).hexdigest()

    def _warn(self) -> None:
        if not self._has_warned:
            self._has_warned = True
            log.warning(
                "requests arrive with X-Forwarded-For, but EARWITNESS_TRUSTED_PROXIES is 0: if a proxy of "
                "yours adds it, all players behind it share the rate limits of one address until you set "
                "EARWITNESS_TRUSTED_PROXIES to the number of your proxies"
            )


def _network(address: str) -> str:
    """The address itself; for IPv6 its /64, which belongs to one household."""
    if ":" not in address:  # as nearly always
        return address
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if ip.version == 6:
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
