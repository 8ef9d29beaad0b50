"""What a host wants of radio aporee's recordings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from game.fetching.archive import text
from game.fetching.coordinates import Point, point_of
from game.fetching.licence_names import short_name
from game.fetching.licence_terms import terms_of
from game.fetching.sample import in_random_order
from game.geo.geodesy import distance_km

COLLECTION = "radio-aporee-maps"
FIELDS = ("coverage", "licenseurl")  # what the search has to tell of each item
MOST_LOOKED_INTO = 500  # items whose place the search does not tell, and that must be asked one by one
NO_PLACE, ELSEWHERE, OTHER_LICENCE = "tell no coordinates", "were made elsewhere", "are under another licence"
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
    """What to look for.

    Attributes
    ----------
    near : Circle or None
        Where recordings must have been made.
    query : str
        What the Archive must find, in its own words; empty for everything.
    terms : frozenset of str
        Licences that are taken, by `licence_terms.TERMS`; empty for all, and for none told.
    limit : int
        How many recordings, at most.
    seed : int
        Decides which, when there are more.
    """

    near: Circle | None
    query: str
    terms: frozenset[str]
    limit: int
    seed: int

    @property
    def search(self) -> str:
        """The query in the Archive's words."""
        return f"collection:{COLLECTION}" + (f" AND ({self.query})" if self.query else "")

    def __str__(self) -> str:
        """Everything that decides which recordings come, but how many."""
        parts = (
            _SOURCE,
            str(self.near) if self.near else "",
            f"found by {self.query!r}" if self.query else "",
            f"under {', '.join(sorted(self.terms))}" if self.terms else "",
            f"in the random order of seed {self.seed}",
        )
        return ", ".join(filter(None, parts))

    def why_not(self, point: Point, licence: str | None) -> str:
        """Why a recording is not wanted; empty when it is, or when its licence is not known yet (None)."""
        if self.near and point not in self.near:
            return ELSEWHERE
        if self.terms and licence is not None and terms_of(licence) not in self.terms:
            return OTHER_LICENCE
        return ""

    def candidates(self, rows: Iterable[Mapping[str, Any]]) -> "Candidates":
        """Put what a search found into the order in which it is to be looked into."""
        placed: list[str] = []
        unplaced: list[str] = []
        refused: Counter[str] = Counter()
        for row in rows:
            point = point_of(row)
            if point is None:
                unplaced.append(row["identifier"])
            elif why_not := self.why_not(point, short_name(text(row, "licenseurl")) or None):
                refused[why_not] += 1
            else:
                placed.append(row["identifier"])
        looked_into = in_random_order(unplaced, self.seed)[:MOST_LOOKED_INTO]
        refused[NO_PLACE] = len(unplaced) - len(looked_into)
        return Candidates((*in_random_order(placed, self.seed), *looked_into), refused)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Items that may be wanted, in the order in which to look into them, and how many are not, and why."""

    keys: tuple[str, ...]
    refused: Counter[str]
