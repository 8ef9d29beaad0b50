"""Who a player is: a random secret, known to the store and the public only by keyed hashes of it."""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from game.refusals import UnknownPlayer

CONSENT_VERSION = "play-1"
NOTICE = "Guesses are stored under a random name for research."

KEPT_PLAYERS = 10_000  # whose tokens need not be checked again

_SECRET_BYTES = 16
_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """The names of one player: `id` in the store, `pseudonym` in public, and the code to withdraw with."""

    id: str
    pseudonym: str
    withdrawal_code: str


class Registry:
    """Makes players' tokens and reads them again, with nothing but the host's key.

    Parameters
    ----------
    key : bytes
        The host's key. Another key makes every token unknown and every pseudonym another.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.player_id = lru_cache(KEPT_PLAYERS)(self._player_id)

    def issue(self) -> str:
        """Make a token for a new player."""
        secret = secrets.token_bytes(_SECRET_BYTES)
        return base64.urlsafe_b64encode(secret + self._signature(secret)).decode().rstrip("=")

    def _player_id(self, token: str) -> str:
        """Name of the token's player in the store.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        return self._hash("player", self._secret(token)).hex()

    def identity(self, token: str) -> Identity:
        """All names of the token's player.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        secret = self._secret(token)
        code = _base32(self._hash("withdrawal", secret))[:25]
        return Identity(
            id=self.player_id(token),
            pseudonym="ew-" + _base32(self._hash("pseudonym", secret))[:16],
            withdrawal_code="-".join(code[i : i + 5] for i in range(0, 25, 5)),
        )

    def _secret(self, token: str) -> bytes:
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError as error:
            raise UnknownPlayer("This player's token cannot be read.") from error
        secret, signature = raw[:_SECRET_BYTES], raw[_SECRET_BYTES:]
        if not hmac.compare_digest(signature, self._signature(secret)):
            raise UnknownPlayer("This player's token was not issued here.")
        return secret

    def _signature(self, secret: bytes) -> bytes:
        return self._hash("token", secret)[:_SIGNATURE_BYTES]

    def _hash(self, purpose: str, secret: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b":" + secret, hashlib.sha256)


def host_key(chosen: str, state: Path) -> bytes:
    """The host's key: the chosen one, else one made at the first start and kept in the state folder."""
    if chosen:
        return chosen.encode()
    path = state / "secret"
    if not path.exists():
        draft = state / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # whole or not at all, and never over a key that is in use
        draft.unlink()
    return path.read_text().strip().encode()


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
