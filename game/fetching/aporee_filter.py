"""Which of radio aporee's recordings a host wants."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from game.fetching.archive import text
from game.fetching.catalogue_place import NO_PLACE, find_place
from game.fetching.catalogue_text import Point
from game.fetching.licence_names import short_name
from game.fetching.licence_terms import terms_of
from game.geo.geodesy import distance_km
from game.packs.random_sample import in_random_order

COLLECTION = "radio-aporee-maps"
FIELDS = ("coverage", "licenseurl")  # that the search returns for each item
MOST_LOOKED_UP = 500  # items without coordinates in the search result, which are looked up one by one
ELSEWHERE, OTHER_LICENCE = "were made elsewhere", "are under another licence"
_SOURCE = f"radio aporee ::: maps on the Internet Archive (https://archive.org/details/{COLLECTION})"


@dataclass(frozen=True, slots=True)
class Circle:
    """All points within ``km`` of ``lat``, ``lon``, in degrees."""

    lat: float
    lon: float
    km: float

    def __contains__(self, point: Point) -> bool:
        return distance_km(self.lat, self.lon, *point) <= self.km

    def __str__(self) -> str:
        return f"within {self.km:g} km of {self.lat:g}, {self.lon:g}"


@dataclass(frozen=True, slots=True)
class AporeeFilter:
    """What recordings must match, and how many are wanted.

    Attributes
    ----------
    near : Circle or None
        Where they must have been made.
    query : str
        Search in the Archive's syntax; empty for everything.
    terms : frozenset of str
        Accepted licences, from `licence_terms.TERMS`; empty accepts all, and items that name none.
    limit : int
        The most recordings.
    seed : int
        Decides which, when more match.
    """

    near: Circle | None
    query: str
    terms: frozenset[str]
    limit: int
    seed: int

    @property
    def search(self) -> str:
        """The whole query in the Archive's syntax."""
        return f"collection:{COLLECTION}" + (f" AND ({self.query})" if self.query else "")

    def __str__(self) -> str:
        """Everything that decides which recordings are taken, except how many."""
        parts = (
            _SOURCE,
            str(self.near) if self.near else "",
            f"found by {self.query!r}" if self.query else "",
            f"under {', '.join(sorted(self.terms))}" if self.terms else "",
            f"in the random order of seed {self.seed}",
        )
        return ", ".join(filter(None, parts))

    def why_not(self, point: Point, licence: str | None) -> str:
        """Say why a recording does not match; empty when it does, or when its licence is unknown (None)."""
        if self.near and point not in self.near:
            return ELSEWHERE
        if self.terms and licence is not None and terms_of(licence) not in self.terms:
            return OTHER_LICENCE
        return ""

    def candidates(self, rows: Iterable[Mapping[str, Any]]) -> "Candidates":
        """Sort a search's rows into the order in which to try them."""
        placed: list[str] = []
        unplaced: list[str] = []
        unwanted: Counter[str] = Counter()
        for row in rows:
            point = find_place(row).point
            if point is None:
                unplaced.append(row["identifier"])
            elif why_not := self.why_not(point, short_name(text(row, "licenseurl")) or None):
                unwanted[why_not] += 1
            else:
                placed.append(row["identifier"])
        looked_up = in_random_order(unplaced, self.seed)[:MOST_LOOKED_UP]
        unwanted[NO_PLACE] = len(unplaced) - len(looked_up)
        return Candidates((*in_random_order(placed, self.seed), *looked_up), unwanted)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Items that may match, in the order in which to try them, and the number of others by reason."""

    keys: tuple[str, ...]
    unwanted: Counter[str]
