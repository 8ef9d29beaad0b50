"""Recordings that are copies of each other: encoded again, cut, or made louder or quieter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.curation.fingerprint import BITS, Fingerprint, seconds
from game.curation.spectra import PER_SECOND

Integers = NDArray[np.int64]
Small = NDArray[np.int32]  # of which there are as many as numbers in all fingerprints

MAX_BIT_ERRORS = 0.3  # between copies up to 0.2, between strangers 0.4 and more: docs/curation.md
MIN_SECONDS = 6.0  # that two recordings share
_MIN_VOTES = 2  # equal numbers at one offset or the next
_MOST_ALIKE = 64  # neighbours in order of value that a number is held against; more share what is no mark


@dataclass(frozen=True, slots=True)
class Copy:
    """Two recordings that share sound.

    Attributes
    ----------
    first, second : str
        Keys, in the order of the pack.
    bit_errors : float
        Share of bits that differ where they overlap.
    overlap : float
        Seconds.
    """

    first: str
    second: str
    bit_errors: float
    overlap: float

    def of(self, key: str) -> str:
        """The other of the two."""
        return self.second if key == self.first else self.first


def find_copies(
    prints: Mapping[str, Fingerprint],
    max_bit_errors: float = MAX_BIT_ERRORS,
    min_seconds: float = MIN_SECONDS,
) -> list[Copy]:
    """Find all pairs of recordings that share sound.

    Parameters
    ----------
    prints : mapping of str to ndarray of uint32
        Fingerprints by key, in the order of the pack.

    Notes
    -----
    Numbers that two fingerprints have in common vote for an offset between them; the offset with most votes
    is then checked bit by bit. Two copies need a few equal numbers among thousands for that, which one in a
    hundred being equal gives them.
    """
    keys = list(prints)
    tapes = list(prints.values())
    found = []
    for first, second, offset in _candidates(tapes):
        errors, frames = _compared(tapes[first], tapes[second], offset)
        if errors <= max_bit_errors and seconds(frames) >= min_seconds:
            found.append(Copy(keys[first], keys[second], errors, seconds(frames)))
    return found


def leave_one(keys: Sequence[str], length: Mapping[str, float], copies: Sequence[Copy]) -> dict[str, Copy]:
    """Choose which of the copies go: the longest of them stays, of equals the first.

    Parameters
    ----------
    keys : sequence of str
        Of the recordings that are to be told apart, in the order of the pack.
    length : mapping of str to float
        Seconds, by key.

    Returns
    -------
    dict of str to Copy
        By the key that goes, the pair that it makes with one that stays.
    """
    of: dict[str, dict[str, Copy]] = {key: {} for key in keys}
    for copy in copies:
        if copy.first in of and copy.second in of:
            of[copy.first][copy.second] = of[copy.second][copy.first] = copy
    gone: dict[str, Copy] = {}
    stays: set[str] = set()
    for key in sorted(keys, key=lambda key: -length[key]):
        kept = next((other for other in of[key] if other in stays), None)
        if kept is None:
            stays.add(key)
        else:
            gone[key] = of[key][kept]
    return gone


def _candidates(tapes: Sequence[Fingerprint]) -> Iterator[tuple[int, int, int]]:
    """Pairs of recordings, each with the offset at which they have most numbers in common."""
    sizes = np.array([len(tape) for tape in tapes], dtype=np.int64)
    if not sizes.sum():
        return
    numbers = np.concatenate(tapes)
    order = np.argsort(numbers, kind="stable")  # so that equal numbers stay in the order of the pack
    order = order[numbers[order] != 0]
    whose = np.repeat(np.arange(len(tapes), dtype=np.int32), sizes)[order]
    when = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])[order]
    yield from _most_voted(*_meetings(numbers[order], whose, when), count=len(tapes))


def _meetings(numbers: Fingerprint, whose: Small, when: Small) -> tuple[Integers, Integers, Integers]:
    """Equal numbers of two recordings: the two, and how much later it comes in the first."""
    found: list[tuple[Small, Small, Small]] = []
    for apart in range(1, _MOST_ALIKE + 1):
        (at,) = np.nonzero((numbers[:-apart] == numbers[apart:]) & (whose[:-apart] != whose[apart:]))
        if not len(at):
            break
        found.append((whose[at], whose[at + apart], when[at] - when[at + apart]))
    if not found:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing
    first, second, offset = (np.concatenate(column, dtype=np.int64) for column in zip(*found, strict=True))
    return first, second, offset


def _most_voted(
    first: Integers, second: Integers, offset: Integers, count: int
) -> Iterator[tuple[int, int, int]]:
    span = 1 << 32
    met = (first * count + second) * span + offset + span // 2
    # A copy that was cut lies between two offsets: each vote counts for the next one too.
    meetings, votes = np.unique(np.concatenate([met, met + 1]), return_counts=True)
    enough = votes >= _MIN_VOTES
    meetings, votes = meetings[enough], votes[enough]
    pair = meetings // span
    best = np.lexsort((-votes, pair))
    chosen = best[np.diff(pair[best], prepend=-1) != 0]
    for at in chosen:
        both = int(pair[at])
        yield both // count, both % count, int(meetings[at] % span) - span // 2


def _compared(one: Fingerprint, other: Fingerprint, offset: int) -> tuple[float, int]:
    """Share of differing bits where two fingerprints overlap, at the best of the offsets next to this one."""
    return min(_errors(one, other, offset + step) for step in (-1, 0, 1))


def _errors(one: Fingerprint, other: Fingerprint, offset: int) -> tuple[float, int]:
    one, other = one[max(offset, 0) :], other[max(-offset, 0) :]
    frames = min(len(one), len(other))
    one, other = one[:frames], other[:frames]
    heard = (one != 0) & (other != 0)
    if heard.sum() < PER_SECOND:
        return 1.0, 0
    wrong = int(np.bitwise_count(one[heard] ^ other[heard]).sum())
    return wrong / (BITS * int(heard.sum())), int(heard.sum())
