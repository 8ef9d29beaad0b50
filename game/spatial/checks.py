"""Checks of headphones: which trials a player hears, and what their answers come to."""

import secrets
from collections.abc import Sequence

from game.sound import headphone_check, side_check
from game.sound.headphone_check import Trial
from game.sound.side_check import Side

HEADPHONES, HEADPHONES_NEEDED = 6, 5
SIDES = 4
PASSED, FAILED, SKIPPED, SWAPPED = "passed", "failed", "skipped", "swapped"


def new_token() -> str:
    """By which a player hears the sounds of an attempt; with the host's key it says what is right."""
    return secrets.token_urlsafe(24)


def headphones(key: bytes, token: str) -> list[Trial]:
    """The trials of the antiphase check."""
    return headphone_check.trials("antiphase", HEADPHONES, key, token)


def sides(key: bytes, token: str) -> list[Side]:
    """On which side the noise is, in each trial."""
    return side_check.sides(SIDES, key, token)


def wav(key: bytes, token: str, number: int) -> bytes | None:
    """A sound of an attempt: those of the antiphase check first, then the sides; None beyond the last."""
    if number < HEADPHONES:
        return headphone_check.wav(headphones(key, token)[number])
    return side_check.wav(sides(key, token)[number - HEADPHONES]) if number < HEADPHONES + SIDES else None


def judged_headphones(key: bytes, token: str, answers: Sequence[int] | None) -> str:
    """What the answers to the antiphase check come to; None: it was left out."""
    if answers is None:
        return SKIPPED
    right = headphone_check.count_right(headphones(key, token), answers)
    return PASSED if right >= HEADPHONES_NEEDED else FAILED


def judged_sides(key: bytes, token: str, answers: Sequence[Side] | None) -> str:
    """What the answers about sides come to; None: they were left out."""
    if answers is None:
        return SKIPPED
    right = side_check.count_right(sides(key, token), answers)
    return {SIDES: PASSED, 0: SWAPPED}.get(right, FAILED)
