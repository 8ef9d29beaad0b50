"""Names that are spelled nearly like a text: Reykjavk, Istambul, Kathmandoo.

All names are sieved by the letters and pairs of letters in them, of which a slip changes few; the rest are
compared letter by letter. So a search costs the same few milliseconds whatever the text is.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from game.geo.search_names import OWN_NAME, SearchNames

MOST_COMPARED = 2000  # names
MOST_SLIPS = ((4, 0), (6, 1), (9, 2))  # in texts of fewer letters than that; in longer ones three
LIKE_A_SLIP = 3.5  # powers of ten between the ranks of two places that weigh as much as a slip
BIGGEST = 300  # rank; more people make a place no likelier
# In slips: people know how a name begins, may not have typed it all, and mean the name on the map most often.
OTHER_INITIAL, UNFINISHED, ANOTHER_NAME = 0.5, 0.75, 0.4
HIGHEST_COST = 99.0  # slips
SIMILAR = 1.0  # slips between the best match and the last that is shown
_BATCH = 4_000  # names
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: the upper six bits choose one of 64

Masks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the names, and how unlikely it is that it was meant, in slips."""

    row: int
    cost: float


class Misspellings:
    """Finds names by similar ones. Safe to share between threads."""

    def __init__(self, names: SearchNames) -> None:
        self._names = names

    def search(self, text: str) -> list[Match]:
        """Names that are, or begin, nearly like a folded text, the likeliest first."""
        slips = next((most for length, most in MOST_SLIPS if len(text) < length), 3)
        if not slips:
            return []
        rows = self._sieve(text, slips)
        names = self._names.all_folded(rows)
        whole, begun = (
            _distances(text, texts, slips) for texts in (names, [name[: len(text)] for name in names])
        )
        costs = np.minimum(whole, begun + UNFINISHED)
        costs += np.log10(np.maximum(self._names.places[rows], BIGGEST)) / LIKE_A_SLIP
        costs += [OTHER_INITIAL * (name[0] != text[0]) for name in names]
        costs += ANOTHER_NAME * (self._names.kinds[rows] != OWN_NAME)
        likely = np.flatnonzero(costs <= min(costs.min(initial=np.inf) + SIMILAR, HIGHEST_COST))
        order = likely[np.argsort(costs[likely], kind="stable")]
        return [Match(int(rows[i]), float(costs[i])) for i in order]

    def _sieve(self, text: str, slips: int) -> NDArray[np.intp]:
        """Rows of names that have most of the letters of a text, at most `MOST_COMPARED`."""
        letters, pairs, lengths = self._masks
        (text_letters,), (text_pairs,), _ = _mask([text])
        missing = np.bitwise_count(text_pairs & ~pairs)
        kept = (np.bitwise_count(text_letters & ~letters) <= slips) & (missing <= 2 * slips)
        rows = np.flatnonzero(kept & (lengths >= len(text) - slips))
        if len(rows) <= MOST_COMPARED:
            return rows
        order = np.lexsort((self._names.places[rows], missing[rows]))
        return rows[order[:MOST_COMPARED]]

    @cached_property
    def _masks(self) -> tuple[Masks, Masks, NDArray[np.uint8]]:
        rows = np.arange(len(self._names))
        batches = np.array_split(rows, len(rows) // _BATCH + 1)
        masks = [_mask(self._names.all_folded(batch)) for batch in batches]
        letters, pairs, lengths = zip(*masks, strict=True)
        return np.concatenate(letters), np.concatenate(pairs), np.concatenate(lengths)


def _distances(text: str, names: list[str], slips: int) -> NDArray[np.float64]:
    """Slips between a text and each name; infinite if more than allowed."""
    if not names:
        return np.array([])
    counted = process.cdist([text], names, scorer=OSA.distance, score_cutoff=slips, dtype=np.uint8)[0]
    return np.where(counted > slips, np.inf, counted)


def _mask(texts: list[str]) -> tuple[Masks, Masks, NDArray[np.uint8]]:
    """For each text, 64 bits for its letters, 64 for its pairs of letters, and its length, at most 255."""
    codes = np.frombuffer(" ".join(["", *texts, ""]).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths + 1) - lengths - 1  # each text's, with the space before it
    letters = np.bitwise_or.reduceat(_bits(codes), starts)
    pairs = np.bitwise_or.reduceat(_bits(codes[:-1] << np.uint64(21) | codes[1:]), starts)
    return letters, pairs, np.minimum(lengths, 255).astype(np.uint8)


def _bits(codes: Masks) -> Masks:
    return np.uint64(1) << (codes * _SPREAD >> np.uint64(58))
