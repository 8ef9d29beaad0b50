"""Random samples that are the same in every version of every library.

Randomness comes from SHA-256 over seed and key, not from a generator: an order does not depend on that of the
table, and can be checked with any tool.
"""

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction

from game.packs.clip import Clip

SPEECH = 0.1  # share of human sound from which AGL1K counts a clip as one with speech


def has_speech(clip: Clip) -> bool:
    """Whether AGL1K counts a clip as one with speech."""
    return clip.speech >= SPEECH


def in_random_order(keys: Iterable[str], seed: int) -> list[str]:
    """Sort keys by the SHA-256 of ``seed:key``: a random order that is always the same."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def apportion(weights: Mapping[str, Fraction | int], size: int, seed: int) -> dict[str, int]:
    """Divide ``size`` in proportion to weights: rounded down, and the rest to the largest remainders.

    Ties are broken at random.
    """
    whole = sum(weights.values())
    exact = {name: Fraction(size * weight) / whole for name, weight in weights.items()}
    shares = {name: int(share) for name, share in exact.items()}
    left = size - sum(shares.values())
    by_remainder = sorted(in_random_order(exact, seed), key=lambda name: shares[name] - exact[name])
    return shares | {name: shares[name] + 1 for name in by_remainder[:left]}
