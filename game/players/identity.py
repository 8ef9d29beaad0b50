"""Player identities: a secret that nobody can guess, of which others only see keyed hashes.

Each name is a keyed hash of the one before: secret, withdrawal code, pseudonym, id in the database. So with
the host's key, a withdrawal code leads to everything kept about its player, published or not, and a published
pseudonym leads to the database, without any list of names that could be lost. Without the key, no name leads
to another, in either direction.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache

from game.errors import UnknownCode, UnknownPlayer

CACHED_PLAYERS = 10_000  # whose tokens are not checked again

_SECRET_BYTES = 16
_SIGNATURE_BYTES = 16
_CODE_LETTERS = 20  # base 32: 100 bits, which nobody can guess
_CHECK_LETTERS = 5  # a checksum, to recognize mistyped codes
_GROUP_LETTERS = 5
_CHALLENGE_BYTES = 9  # 12 letters in an address: nobody can guess one
_PSEUDONYM_LETTERS = 16
_SEPARATORS = re.compile(r"[\W_]+")  # dashes and spaces of any kind


@dataclass(frozen=True, slots=True)
class Identity:
    """The names of a player: `id` in the database, `pseudonym` in public, and the withdrawal code."""

    id: str
    pseudonym: str
    withdrawal_code: str


class Registry:
    """Issues and verifies players' tokens; needs nothing but the host's key.

    Parameters
    ----------
    key : bytes
        The host's key. With another key, every token becomes invalid and every pseudonym changes.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.player_id = lru_cache(CACHED_PLAYERS)(self._player_id)

    def issue(self, challenge: str = "") -> str:
        """A token for a new player; the same again for somebody who answered the same challenge."""
        proven = self._hash("proven", challenge.encode())[:_SECRET_BYTES]
        secret = proven if challenge else secrets.token_bytes(_SECRET_BYTES)
        return _base64(secret + self._signature(secret))

    def _player_id(self, token: str) -> str:
        """The id of the token's player in the database.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        return self.identity(token).id

    def identity(self, token: str) -> Identity:
        """The names of the token's player.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        return self._of_code(_base32(self._hash("withdrawal", self._secret(token)))[:_CODE_LETTERS])

    def of_code(self, code: str) -> Identity:
        """The names of the player with this withdrawal code.

        Parameters
        ----------
        code : str
            As issued or as typed: capitals, spaces and missing dashes do not matter.

        Raises
        ------
        UnknownCode
            When the code was not issued with this key.
        """
        letters = _SEPARATORS.sub("", code).lower()
        body, check = letters[:_CODE_LETTERS], letters[_CODE_LETTERS:]
        if not hmac.compare_digest(check.encode(), self._check(body).encode()):
            raise UnknownCode("problem.unknown_code")
        return self._of_code(body)

    def of_pseudonym(self, pseudonym: str) -> str:
        """The id in the database of the player with a published pseudonym."""
        return self._hash("player", pseudonym.encode()).hex()

    def tombstone(self, pseudonym: str) -> str:
        """The one trace of a player who withdrew, stored and published: 64 hexadecimal digits."""
        return self._hash("tombstone", pseudonym.encode()).hex()

    def earlier_id(self, token: str) -> str:
        """The id in the database that the earliest versions gave the token's player.

        Raises
        ------
        UnknownPlayer
            When the token was not issued with this key.
        """
        return self._hash("player", self._secret(token)).hex()

    def challenge(self, game: str) -> str:
        """The id of the challenge that a shared game becomes; who does not know the key learns nothing."""
        return _base64(self._hash("challenge", game.encode())[:_CHALLENGE_BYTES])

    def check_value(self) -> str:
        """A value by which a database or a dataset recognises this key, and which says nothing about it."""
        return self._hash("key check", b"earwitness").hex()[:32]

    @property
    def address_salt(self) -> bytes:
        """By which the host's processes turn addresses into the same keys, for their rate limits."""
        return self._hash("addresses", b"rate limits")

    def address_salt_of(self, day: str) -> bytes:
        """The same for what is counted by address on one day, so that no key lasts longer."""
        return self._hash("addresses", day.encode())

    @property
    def proof_key(self) -> bytes:
        """By which the host's processes recognise each other's challenges to browsers."""
        return self._hash("page proof", b"challenges")

    @property
    def file_key(self) -> bytes:
        """By which the host's processes name sealed sounds, so that no name tells a clip."""
        return self._hash("sealed files", b"names")

    def study_key(self, study: str) -> str:
        """The key by which a host watches a study: 32 hexadecimal digits."""
        return self._hash("study watch", study.encode()).hex()[:32]

    def is_study_key(self, study: str, key: str) -> bool:
        """Whether this is the key by which a host watches a study."""
        return hmac.compare_digest(key.encode(), self.study_key(study).encode())

    def daily_rank(self, day: str, clip_key: str) -> bytes:
        """By which a day's clips are put in an order that nobody knows without the host's key."""
        return self._hash("daily", f"{day}:{clip_key}".encode())

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
        if _base64(raw) != token:  # the same bytes spelt otherwise: padding, the other alphabet, unused bits
            raise UnknownPlayer("problem.unreadable_token")
        secret, signature = raw[:_SECRET_BYTES], raw[_SECRET_BYTES:]
        if not hmac.compare_digest(signature, self._signature(secret)):
            raise UnknownPlayer("problem.foreign_token")
        return secret

    def _signature(self, secret: bytes) -> bytes:
        return self._hash("token", secret)[:_SIGNATURE_BYTES]

    def _hash(self, purpose: str, name: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b":" + name, hashlib.sha256)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
