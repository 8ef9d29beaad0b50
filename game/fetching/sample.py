"""A random sample of clips with the proportions of the whole, for hosts who do not want all.

Randomness comes from SHA-256 over seed and key, not from a generator: the sample is the same in every version
of every library, does not depend on the order of the table, and can be checked with any tool.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from game.packs.clip import Clip
from game.packs.origin import Sample, Stratum

SPEECH = 0.1  # share of human sound from which AGL1K counts a clip as one with speech


def draw(clips: Sequence[Clip], size: int, seed: int) -> Sample:
    """Draw a sample stratified by continent and speech.

    Each stratum gets its share of the sample, rounded down; the remaining clips go one each to the largest
    remainders. So a stratum too small for a whole clip may be left out.

    Parameters
    ----------
    clips : sequence of Clip
        The whole pack, with distinct keys, in any order.
    size : int
        How many to draw, from 1 to ``len(clips)``.
    seed : int

    Raises
    ------
    ValueError
        When ``size`` is out of range.
    """
    if not 1 <= size <= len(clips):
        raise ValueError(f"a sample has 1 to {len(clips):,} clips, not {size:,}")
    strata: dict[str, list[str]] = defaultdict(list)
    for clip in clips:
        strata[stratum(clip)].append(clip.key)
    drawn = _shares({name: len(keys) for name, keys in strata.items()}, size, seed)
    chosen = [key for name, keys in strata.items() for key in in_random_order(keys, seed)[: drawn[name]]]
    return Sample(
        clips=size,
        of=len(clips),
        seed=seed,
        strata={name: Stratum(drawn[name], len(strata[name])) for name in sorted(strata)},
        keys=tuple(in_random_order(chosen, seed)),
    )


def stratum(clip: Clip) -> str:
    """Name a clip's stratum: AGL1K's label of the continent, and with or without speech."""
    speech = "with" if clip.speech >= SPEECH else "without"
    return f"{clip.continent or 'no continent'}, {speech} speech"


def in_random_order(keys: Iterable[str], seed: int) -> list[str]:
    """Sort keys by the SHA-256 of ``seed:key``: a random order that is always the same."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def _shares(sizes: Mapping[str, int], size: int, seed: int) -> dict[str, int]:
    """Divide ``size`` by largest remainder; ties are broken at random."""
    whole = sum(sizes.values())
    exact = {name: Fraction(size * count, whole) for name, count in sizes.items()}
    shares = {name: int(share) for name, share in exact.items()}
    left = size - sum(shares.values())
    by_remainder = sorted(in_random_order(exact, seed), key=lambda name: shares[name] - exact[name])
    return shares | {name: shares[name] + 1 for name in by_remainder[:left]}
