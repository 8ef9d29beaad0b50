"""Which clips a day has: spread over continents and over speech, and none of the last days'. No I/O."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from game.packs.clip import Clip
from game.play.allocation import GAME_ROUNDS, Deck

RECENT_DAYS = 60
SPEECH = 0.1  # share of the time from which a clip is one with speech, as AGL1K has it


def choose_daily(deck: Deck, order: Sequence[str], recent: Sequence[Collection[str]]) -> list[str]:
    """The keys of a day's clips, at most five, all more than 100 m apart.

    Each is the one that comes first by these rules: not among the clips of the last days, or else the one
    that was among them longest ago; of the continent that the fewest of the day's clips are from; with or
    without speech, whichever fewer of them have; first in the day's order.

    Parameters
    ----------
    order : sequence of str
        Keys of the clips that may be chosen, in an order that is the day's own.
    recent : sequence of collections of str
        Keys of the last days' clips, the latest day first.
    """
    fixed = _fixed_preferences(order, recent)
    candidates = deck.mask(order)
    chosen: list[Clip] = []
    while len(chosen) < GAME_ROUNDS:
        left = deck.apart(candidates, [clip.key for clip in chosen])
        if not left.any():
            break
        chosen.append(_first((deck.pack.clips[index] for index in np.flatnonzero(left)), chosen, fixed))
    return [clip.key for clip in chosen]


def _fixed_preferences(
    order: Sequence[str], recent: Sequence[Collection[str]]
) -> Mapping[str, tuple[int, int]]:
    """For each key, minus the days since it was last among a day's clips, and its place in the order."""
    days_ago = {key: days for days, keys in reversed(list(enumerate(recent))) for key in keys}
    return {key: (-days_ago.get(key, len(recent)), place) for place, key in enumerate(order)}


def _first(clips: Iterable[Clip], chosen: Sequence[Clip], fixed: Mapping[str, tuple[int, int]]) -> Clip:
    continents = Counter(clip.continent for clip in chosen)
    speech = Counter(map(_has_speech, chosen))

    def preference(clip: Clip) -> tuple[int, int, int, int]:
        unused, place = fixed[clip.key]
        return unused, continents[clip.continent], speech[_has_speech(clip)], place

    return min(clips, key=preference)


def _has_speech(clip: Clip) -> bool:
    return clip.speech >= SPEECH
