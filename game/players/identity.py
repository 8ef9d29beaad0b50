"""Who a player is: a random secret, known to the store and the public only by keyed hashes of it.

Each name is a keyed hash of the one before: secret, withdrawal code, pseudonym, name in the store. With the
host's key a code leads to all that is kept of its player, published or not, and a published pseudonym to the
store, without a list of names that could be lost. Without the key no step can be taken, in either direction.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from game.errors import UnknownCode, UnknownPlayer

KEPT_PLAYERS = 10_000  # whose tokens need not be checked again

_SECRET_BYTES = 16
_SIGNATURE_BYTES = 16
_CODE_LETTERS = 20  # of base 32: 100 bits that nobody guesses
_CHECK_LETTERS = 5  # by which a code that was never given is told from one that was
_GROUP_LETTERS = 5
_PSEUDONYM_LETTERS = 16
_BETWEEN = re.compile(r"[\W_]+")  # dashes and spaces, however they were typed or copied


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
        return self.identity(token).id

    def identity(self, token: str) -> Identity:
        """All names of the token's player.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        return self._of_code(_base32(self._hash("withdrawal", self._secret(token)))[:_CODE_LETTERS])

    def of_code(self, code: str) -> Identity:
        """All names of the player who was given a withdrawal code.

        Parameters
        ----------
        code : str
            As it was given, or typed: capitals, spaces and missing dashes are no matter.

        Raises
        ------
        UnknownCode
            When no such code was given with this key.
        """
        letters = _BETWEEN.sub("", code).lower()
        body, check = letters[:_CODE_LETTERS], letters[_CODE_LETTERS:]
        if not hmac.compare_digest(check.encode(), self._check(body).encode()):
            raise UnknownCode("problem.unknown_code")
        return self._of_code(body)

    def of_pseudonym(self, pseudonym: str) -> str:
        """Name in the store of the player with a published pseudonym."""
        return self._hash("player", pseudonym.encode()).hex()

    def tombstone(self, pseudonym: str) -> str:
        """What is kept and published of a player who withdrew: 64 hexadecimal digits."""
        return self._hash("tombstone", pseudonym.encode()).hex()

    def _of_code(self, body: str) -> Identity:
        code = body + self._check(body)
        pseudonym = "ew-" + _base32(self._hash("pseudonym", body.encode()))[:_PSEUDONYM_LETTERS]
        return Identity(
            id=self.of_pseudonym(pseudonym),
            pseudonym=pseudonym,
            withdrawal_code="-".join(
                code[at : at + _GROUP_LETTERS] for at in range(0, len(code), _GROUP_LETTERS)
            ),
        )

    def _check(self, body: str) -> str:
        return _base32(self._hash("check", body.encode()))[:_CHECK_LETTERS]

    def _secret(self, token: str) -> bytes:
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError as error:
            raise UnknownPlayer("problem.unreadable_token") from error
        secret, signature = raw[:_SECRET_BYTES], raw[_SECRET_BYTES:]
        if not hmac.compare_digest(signature, self._signature(secret)):
            raise UnknownPlayer("problem.foreign_token")
        return secret

    def _signature(self, secret: bytes) -> bytes:
        return self._hash("token", secret)[:_SIGNATURE_BYTES]

    def _hash(self, purpose: str, name: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b":" + name, hashlib.sha256)


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
