"""An order of players that rests on their rounds alone, and so do the random draws of players."""

import numpy as np
from numpy.typing import NDArray

from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.rows import Integers

_Words = NDArray[np.uint64]

# Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014): splitmix64.
_STEP, _FIRST, _SECOND = (
    np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def player_order(guesses: Guesses, others: Guesses) -> Integers:
    """Where each player stands, by number.

    A player's place is by the sum of a hash of each of their rounds: its clip, its point, and how many rounds
    were closed before. So it is the same however players are numbered and in whatever order rounds come.
    Players with the very same rounds stand next to one another.

    Parameters
    ----------
    others : Guesses
        The rounds that are left out; they count here, so that everybody has a place.
    """
    player = np.concatenate([guesses.player, others.player])
    sums = np.zeros(1 + int(player.max(initial=-1)), np.uint64)
    np.add.at(sums, player, np.concatenate([_hashes(guesses), _hashes(others)]))
    places = np.empty(len(sums), np.intp)
    places[np.argsort(sums, kind="stable")] = np.arange(len(sums))
    return places


def _hashes(guesses: Guesses) -> _Words:
    """A number for each round; equal for equal rounds."""
    responses = guesses.responses
    found = np.zeros(len(guesses), np.uint64)
    for whole in (responses.clip, guesses.order):
        found = _mixed(found + whole.astype(np.uint64))
    for degrees in (responses.lat, responses.lon):
        # A skip has no point; 0 and -0 are the same place.
        found = _mixed(found + (np.nan_to_num(degrees, nan=999.0) + 0.0).view(np.uint64))
    return found


def _mixed(words: _Words) -> _Words:
    words = words + _STEP
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
