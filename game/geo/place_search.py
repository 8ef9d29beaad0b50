"""Finding places by name, in any language, or by their coordinates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from game.geo.areas import Areas
from game.geo.coordinates import format_point
from game.geo.folding import fold
from game.geo.misspellings import Misspellings
from game.geo.places import Label, PlaceNames
from game.geo.point_forms import read_points
from game.geo.search_names import LATER_WORD, OTHER_NAME, OWN_NAME, SearchNames
from game.project_files import DATA

LONGEST_QUERY = 100  # characters of a name
LOWEST_RANK = 5  # a small town's, and a bare point's
MOST_WORDS, MOST_PARTS = 8, 4  # of a name with its region and country
WHOLE_NAME = -1  # the tier of a name that is the text
TELLING_LENGTH = 4  # Latin letters; from here on names that begin so rank like the name on the map,
TELLING_WHOLE = 3  # and names that are so
_COMMAS = re.compile("[,;،，、]")


@dataclass(frozen=True, slots=True)
class Hits:
    """Places found, the best match first, each with the row of the name by which it was found."""

    places: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def ordered(cls, places: NDArray[np.int64], rows: NDArray[np.int64]) -> "Hits":
        """Each place once, where it comes first."""
        firsts = np.sort(np.unique(places, return_index=True)[1])
        return cls(places[firsts], rows[firsts])

    def __len__(self) -> int:
        return len(self.places)

    def where(self, wanted: NDArray[np.bool_]) -> "Hits":
        """Only some of the places."""
        return Hits(self.places[wanted], self.rows[wanted])


NOTHING = Hits(np.array([], np.int64), np.array([], np.int64))


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a search found.

    `matched` is the name that the text begins, or nearly is, where it is not the one shown.
    """

    label: Label
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """The places that a text may mean; `is_guess` when no name begins so, and these are spelled like it."""

    places: list[Found]
    is_guess: bool = False


class PlaceSearch:
    """Finds places by the beginning of a name. Safe to share between threads.

    Parameters
    ----------
    places : PlaceNames
        The places that can be found.
    names : Path
        Their names, `data/place_names.parquet`, read at the first search.
    """

    def __init__(self, places: PlaceNames, names: Path = DATA / "place_names.parquet") -> None:
        self._places = places
        self._names = SearchNames(places, names)
        self._misspellings = Misspellings(self._names)

    def search(self, text: str, limit: int = 8) -> Results:
        """Places whose name, or one of its words or other names, begins with a text; or the point it states.

        Parameters
        ----------
        text : str
            Case, accents and punctuation do not matter. A country, or a region, may follow the name or go
            before it: "Paris, France". Only the first 100 characters of a name count.
        limit : int
            Maximum number of places.

        Returns
        -------
        Results
            Only the point if the text states one. Otherwise names that begin with the text, then names with a
            word that does; the most populous first, but before all a name that is the text. Where there is
            none, names that are spelled much like it.
        """
        limit = max(limit, 0)
        if points := read_points(text):
            labels = [Label(format_point(*point), "", "", *point, LOWEST_RANK, "point") for point in points]
            return Results(list(map(Found, labels[:limit])), is_guess=len(labels) > 1)
        parts = list(filter(None, (fold(part) for part in _COMMAS.split(text[:LONGEST_QUERY]))))[:MOST_PARTS]
        name = " ".join(parts)
        found = self._beginning_with(name) or self._in_area(parts)
        if found:
            return Results(self._show(found, limit))
        guessed = (len(parts) == 1 and self._spelled_like(name)) or self._guess_in_area(parts)
        return Results(self._show(guessed, limit), is_guess=bool(guessed))

    def _show(self, hits: Hits, limit: int) -> list[Found]:
        return [
            self._found(*hit)
            for hit in zip(hits.places[:limit].tolist(), hits.rows[:limit].tolist(), strict=True)
        ]

    def _found(self, position: int, row: int) -> Found:
        label, name = self._places.label(position), self._names.name(row)
        of_another_name = self._names.kinds[row] != LATER_WORD and fold(name) != fold(label.name)
        return Found(label, name if of_another_name else "")

    def _beginning_with(self, prefix: str) -> Hits:
        """Places with a name that begins so, the best match first."""
        if not prefix:
            return NOTHING
        rows, same = self._names.beginning_with(prefix)
        tiers = self._names.kinds[rows.start : rows.stop].astype(np.int64)
        if len(prefix) >= TELLING_LENGTH or not prefix.isascii():
            tiers[tiers == OTHER_NAME] = OWN_NAME
        whole = tiers[:same]
        whole[(whole == OWN_NAME) | (whole == OTHER_NAME) & (len(prefix) >= TELLING_WHOLE)] = WHOLE_NAME
        places = self._names.places[rows.start : rows.stop].astype(np.int64)
        order = np.lexsort((places, tiers))
        return Hits.ordered(places[order], order + rows.start)

    def _spelled_like(self, text: str) -> Hits:
        """Places with a name that is spelled much like a text, the likeliest first."""
        rows = np.array([match.row for match in self._misspellings.search(text)], np.int64)
        return Hits.ordered(self._names.places[rows].astype(np.int64), rows)

    def _in_area(self, parts: list[str]) -> Hits:
        """Places for the first way in which a text can be a name and the country or regions that it is in."""
        for name, areas in _ways(parts):
            if hits := self._inside(self._beginning_with(name), map(self._beginning_with, areas)):
                return hits
        return NOTHING

    def _guess_in_area(self, parts: list[str]) -> Hits:
        """The same where the name, or the area, or both are misspelled."""
        ways = list(_ways(parts))
        for name, areas in ways:
            known = [hits for area in areas if (hits := self._only_areas(self._beginning_with(area)))]
            if len(known) == len(areas):
                return self._inside(self._spelled_like(name), known)
        for name, areas in ways:
            if hits := self._beginning_with(name):
                return self._inside(hits, map(self._spelled_like, areas[:1]))
        return (
            self._inside(self._spelled_like(parts[0]), [self._spelled_like(parts[-1])])
            if len(parts) > 1
            else NOTHING
        )

    def _inside(self, hits: Hits, areas: Iterable[Hits]) -> Hits:
        for area in areas:
            hits = hits.where(self._areas.inside(hits.places, area.places))
        return hits

    def _only_areas(self, hits: Hits) -> Hits:
        return hits.where(self._areas.are_areas(hits.places))

    @cached_property
    def _areas(self) -> Areas:
        return Areas(self._places)


def _ways(parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Ways to take a text apart: a name, and the areas that it is in, from the smallest."""
    if len(parts) > 1:
        yield parts[0], parts[1:]
        yield parts[-1], parts[:-1]
    words = " ".join(parts).split(" ")[:MOST_WORDS]
    for cut in range(len(words) - 1, 0, -1):
        first, last = " ".join(words[:cut]), " ".join(words[cut:])
        yield from ((first, [last]), (last, [first]))
