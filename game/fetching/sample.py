"""A random sample of clips with the proportions of the whole, for hosts who do not want all."""

from collections import defaultdict
from collections.abc import Sequence

from game.packs.clip import Clip
from game.packs.origin import Sample, Stratum
from game.packs.random_sample import apportion, has_speech, in_random_order


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
    drawn = apportion({name: len(keys) for name, keys in strata.items()}, size, seed)
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
    speech = "with" if has_speech(clip) else "without"
    return f"{clip.continent or 'no continent'}, {speech} speech"
