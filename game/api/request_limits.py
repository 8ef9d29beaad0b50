"""Which rate limits apply to which request."""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from game.api.rate_limits import Limit, Limiter

if TYPE_CHECKING:
    from game.api.shared_limits import SharedCounts

PLAYER = Limit(burst=60, per_second=5)  # one player, wherever the requests come from
MONITORS = Limit(burst=60, per_second=2)  # health checks and metrics, by address

# For one of the people behind an address; an address may spend as much as all of them together.
API = Limit(burst=10, per_second=1)
STRANGERS = Limit(burst=10, per_second=1)  # the API without a player's token, so that it cannot use up theirs
AUDIO = Limit(burst=10, per_second=1)
FILES = Limit(burst=100, per_second=10)
PAGES = Limit(burst=3, per_second=0.2)
PICTURES = Limit(burst=5, per_second=0.5)  # drawn for each request, unless they are kept
SHARING = Limit(burst=5, per_second=0.1)  # new challenges
COMPARISONS = Limit(burst=2, per_second=0.05)  # what is computed for each request
NEWCOMERS = Limit(burst=2, per_second=4 / 3600)  # new players
WATCHING = Limit(burst=20, per_second=1)  # studies by their keys, by address: wrong ones too
JOINING = Limit(burst=5, per_second=0.1)  # parties: nobody finds a room by trying codes
CONNECTING = Limit(burst=10, per_second=1)  # to parties, with a secret that nobody can guess
WITHDRAWALS = Limit(burst=1, per_second=0.2 / 60)  # by code; the page also polls progress here

_BY_PATH = {
    "/": "pages",
    "/config": "pages",
    "/healthz": "monitors",
    "/readyz": "monitors",
    "/metrics": "monitors",
    "/api/leaderboard/clips": "comparisons",
    "/api/leaderboard/same-clips": "comparisons",
    "/api/leaderboard/you": "comparisons",
    "/api/players/me/rounds.csv": "comparisons",
    "/api/players/me/summary": "comparisons",
    "/api/players/me/trials.csv": "comparisons",
}
_BY_POSTED_PATH = {
    "/api/challenges": "sharing",
    "/api/players": "newcomers",
    "/api/withdrawals": "withdrawals",
}
_WATCHED = re.compile(r"/(?:api/studies|study)/[^/]+/(?:watch(?:\.csv)?|returns)")
_PARTICIPANTS = re.compile(r"/api/studies/[^/]+/participants")


class RequestLimits:
    """The rate limits of a game: by player, and by address.

    Parameters
    ----------
    people : int
        How many people may play from one address.
    clock : callable
        Monotonic seconds.
    counts : SharedCounts, optional
        Of processes that count together; by default this one counts alone.

    Attributes
    ----------
    on_refused : callable
        Called with the name of the limit that refuses a request.
    """

    def __init__(
        self,
        people: int,
        clock: Callable[[], float] = time.monotonic,
        counts: "SharedCounts | None" = None,
    ) -> None:
        def limiter(kind: str, limit: Limit) -> Limiter:
            return counts.limiter(kind, limit, clock) if counts else Limiter(limit, clock)

        self.on_refused: Callable[[str], None] = lambda limit: None
        shares = {
            "api": API,
            "strangers": STRANGERS,
            "audio": AUDIO,
            "files": FILES,
            "pages": PAGES,
            "pictures": PICTURES,
            "sharing": SHARING,
            "comparisons": COMPARISONS,
            "newcomers": NEWCOMERS,
            "withdrawals": WITHDRAWALS,
            "joining": JOINING,
            "connecting": CONNECTING,
        }
        self._addresses = {kind: limiter(kind, share.times(people)) for kind, share in shares.items()}
        self._addresses["monitors"] = limiter("monitors", MONITORS)
        self._addresses["watching"] = limiter("watching", WATCHING)
        self._players = limiter("players", PLAYER)

    def wait(self, address: str, player: str, method: str, path: str) -> int:
        """Seconds to wait; 0 when every limit allows the request.

        Parameters
        ----------
        address : str
            Key of the address that it comes from.
        player : str
            Id of the player whose token it carries; empty without a valid one.
        """
        for kind in self._kinds(bool(player), method, path.rstrip("/") or "/"):
            if wait := self._addresses[kind].wait(address):
                self.on_refused(kind)
                return wait
        if player and (wait := self._players.wait(player)):
            self.on_refused("players")
            return wait
        return 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all limits."""
        return (*self._addresses, "players")

    def _kinds(self, is_player: bool, method: str, path: str) -> tuple[str, ...]:
        special = _BY_POSTED_PATH.get(path) if method == "POST" else _BY_PATH.get(path)
        if method == "POST" and _PARTICIPANTS.fullmatch(path):
            special = "newcomers"
        if path.startswith("/audio/"):
            return ("audio",)
        if path.startswith("/share/"):
            return ("pictures",)
        if path.startswith("/api/parties"):
            return ("connecting",) if path.endswith("/ws") else ("joining",)
        if _WATCHED.fullmatch(path):
            return ("watching",)
        if path.startswith(("/api/", "/study/")):
            if special == "newcomers":  # who hammers the rest of the API must not keep them out
                return (special,)
            general = "api" if is_player else "strangers"
            return (general, special) if special else (general,)
        return (special or "files",)
