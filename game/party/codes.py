"""Codes of rooms, which people type, and the secrets of seats and screens."""

import hashlib
import re
import secrets
from functools import reduce

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no two look alike: without 0, O, 1, I and L
LENGTH = 6  # 890 million codes
_SEPARATORS = re.compile(r"[\s_-]+")


def new_code() -> str:
    """A random code."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """A code as it was issued: capitals, spaces and dashes do not matter. None for what cannot be one."""
    code = _SEPARATORS.sub("", typed[:40]).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def key_of(code: str) -> int:
    """A code as a number below 2**31."""
    return reduce(lambda number, letter: number * len(LETTERS) + LETTERS.index(letter), code, 0)


def new_secret() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(18)


def hash_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:40]


def match_name(party: str, match: int) -> str:
    """The name of one match of a room, under which its members' games are stored."""
    return f"{party}.{match}"


def read_match_name(name: str) -> tuple[str, int]:
    """The room and the number of the match."""
    party, _, match = name.partition(".")
    return party, int(match)
