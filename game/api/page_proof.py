"""A proof that a new player comes through the page: a challenge, answered with some computing by a browser.

It raises the price of a player that says to use the page: a fresh challenge, some thousand hashes, and the
headers that browsers send by themselves. It cannot tell a browser from a program that does all of this.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping

CHALLENGE_SECONDS = 600
ZERO_BITS = 13  # about 8,000 hashes: 20 to 100 ms in a browser


class PageProofs:
    """Issues challenges and checks answers; remembers neither.

    An answer makes one player, however often it is sent and to whichever process: their token comes from
    the challenge.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    key : bytes
        The same in all processes of a host: a challenge may be answered at another one, or after a restart.
    """

    def __init__(self, clock: Callable[[], float], key: bytes) -> None:
        self._clock = clock
        self._key = key

    def challenge(self) -> str:
        """A new challenge: its expiry, a random word and a signature."""
        body = f"{self._clock() + CHALLENGE_SECONDS:.0f}.{secrets.token_urlsafe(12)}"
        return f"{body}.{self._signature(body)}"

    def is_right(self, challenge: str, answer: int) -> bool:
        """Whether an answer is right, and in time.

        Parameters
        ----------
        answer : int
            A number with which SHA-256 of ``challenge:answer`` begins with `ZERO_BITS` zero bits.
        """
        body, _, signature = challenge.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return False
        return self._clock() <= float(body.partition(".")[0]) and is_answer(challenge, answer)

    def _signature(self, body: str) -> str:
        return hmac.digest(self._key, body.encode(), hashlib.sha256).hex()[:32]


def is_answer(challenge: str, answer: int) -> bool:
    """Whether the hash of a challenge with an answer begins with enough zero bits."""
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - ZERO_BITS) == 0


def solve(challenge: str) -> int:
    """The least answer to a challenge, as the page finds it."""
    return next(answer for answer in range(1 << 32) if is_answer(challenge, answer))


def is_from_own_page(headers: Mapping[str, str]) -> bool:
    """Whether the headers are those that a browser adds to a request of the game's own page.

    Browsers send `Sec-Fetch-Site` to https:// and localhost, and `Origin` with every POST.
    """
    site = headers.get("sec-fetch-site")
    return site == "same-origin" if site else bool(headers.get("origin"))
