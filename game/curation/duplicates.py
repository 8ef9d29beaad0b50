"""Finds recordings that are copies of each other: re-encoded, cut, or made louder or quieter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.curation.fingerprint import BITS, Fingerprint, seconds
from game.curation.spectra import PER_SECOND

Integers = NDArray[np.int64]
Small = NDArray[np.int32]  # for arrays as long as all fingerprints together

MAX_BIT_ERRORS = 0.3  # copies have up to 0.2, unrelated recordings 0.4 or more: docs/curation.md
MIN_SECONDS = 6.0  # of sound that two copies share at least
_MIN_VOTES = 2  # equal numbers at an offset or the next one
_MOST_ALIKE = 64  # neighbours in sorted order that a number is compared with; a more common one marks nothing


@dataclass(frozen=True, slots=True)
class Copy:
    """Two recordings that share sound.

    Attributes
    ----------
    first, second : str
        Keys, in the order of the pack.
    bit_errors : float
        Share of the fingerprints' bits that differ where they overlap.
    overlap : float
        Seconds.
    """

    first: str
    second: str
    bit_errors: float
    overlap: float

    def of(self, key: str) -> str:
        """The key of the other recording."""
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
    Equal numbers of two fingerprints vote for an offset between them, and the offset with most votes is
    compared bit by bit. For that, copies need only a few equal numbers among thousands; one in a hundred is
    enough.
    """
    keys = list(prints)
    fingerprints = list(prints.values())
    copies = []
    for first, second, offset in _candidates(fingerprints):
        errors, frames = _compare(fingerprints[first], fingerprints[second], offset)
        if errors <= max_bit_errors and seconds(frames) >= min_seconds:
            copies.append(Copy(keys[first], keys[second], errors, seconds(frames)))
    return copies


def leave_one(keys: Sequence[str], length: Mapping[str, float], copies: Sequence[Copy]) -> dict[str, Copy]:
    """Choose which copies to drop: the longest stays, among equals the first.

    Parameters
    ----------
    keys : sequence of str
        Recordings to choose from, in the order of the pack.
    length : mapping of str to float
        Seconds, by key.

    Returns
    -------
    dict of str to Copy
        By the key to drop: a recording that stays, and the two's overlap.
    """
    copies_of: dict[str, dict[str, Copy]] = {key: {} for key in keys}
    for copy in copies:
        if copy.first in copies_of and copy.second in copies_of:
            copies_of[copy.first][copy.second] = copies_of[copy.second][copy.first] = copy
    dropped: dict[str, Copy] = {}
    stays: set[str] = set()
    for key in sorted(keys, key=lambda key: -length[key]):
        kept = next((other for other in copies_of[key] if other in stays), None)
        if kept is None:
            stays.add(key)
        else:
            dropped[key] = copies_of[key][kept]
    return dropped


def _candidates(fingerprints: Sequence[Fingerprint]) -> Iterator[tuple[int, int, int]]:
    """Pairs of recordings, each with the offset at which most numbers are equal."""
    sizes = np.array([len(each) for each in fingerprints], dtype=np.int64)
    if not sizes.sum():
        return
    numbers = np.concatenate(fingerprints)
    order = np.argsort(numbers, kind="stable")  # stable: equal numbers stay in the order of the pack
    order = order[numbers[order] != 0]
    recording = np.repeat(np.arange(len(fingerprints), dtype=np.int32), sizes)[order]
    frame = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])[order]
    yield from _most_voted(*_matches(numbers[order], recording, frame), count=len(fingerprints))


def _matches(numbers: Fingerprint, recording: Small, frame: Small) -> tuple[Integers, Integers, Integers]:
    """Equal numbers of two recordings: first and second recording, and the offset of the first, in frames."""
    matches: list[tuple[Small, Small, Small]] = []
    for apart in range(1, _MOST_ALIKE + 1):
        equal = (numbers[:-apart] == numbers[apart:]) & (recording[:-apart] != recording[apart:])
        (index,) = np.nonzero(equal)
        if not len(index):
            break
        other = index + apart
        matches.append((recording[index], recording[other], frame[index] - frame[other]))
    if not matches:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing
    first, second, offset = (np.concatenate(column, dtype=np.int64) for column in zip(*matches, strict=True))
    return first, second, offset


def _most_voted(
    first: Integers, second: Integers, offset: Integers, count: int
) -> Iterator[tuple[int, int, int]]:
    span = 1 << 32
    codes = (first * count + second) * span + offset + span // 2  # pair and offset in one number
    # A cut copy may lie between two offsets, so each vote counts for the next one, too.
    codes, votes = np.unique(np.concatenate([codes, codes + 1]), return_counts=True)
    enough = votes >= _MIN_VOTES
    codes, votes = codes[enough], votes[enough]
    pair = codes // span
    best = np.lexsort((-votes, pair))
    chosen = best[np.diff(pair[best], prepend=-1) != 0]
    for index in chosen:
        both = int(pair[index])
        yield both // count, both % count, int(codes[index] % span) - span // 2


def _compare(one: Fingerprint, other: Fingerprint, offset: int) -> tuple[float, int]:
    """Share of differing bits and number of frames, at the best of this offset and its two neighbours."""
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
