"""Finding places by name, in any language, or by their coordinates."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.geo.coordinates import format_point, read_point
from game.geo.places import NEVER_SHOWN, Label, PlaceNames, read_table
from game.project_files import DATA

LONGEST_QUERY = 100  # characters
LOWEST_RANK = 5  # a small town's, and a bare point's
# Kinds of search keys. The weight of a key is its kind times the number of places, plus the place's position.
OWN_NAME, LATER_WORD, OTHER_NAME, SHORT_NAME = 0, 1, 2, 3
WHOLE_NAME = -1  # the tier of a name that is the text
TELLING_LENGTH = 4  # Latin characters; from here on other names rank like the name on the map
_LAST_CHARACTER = "\U0010ffff"
# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)

Positions = NDArray[np.int64]


class PlaceSearch:
    """Finds places by the beginning of a name. Immutable; safe to share between threads.

    Parameters
    ----------
    places : PlaceNames
        The places that can be found.
    names : Path
        Their names, `data/place_names.parquet`, read at the first search.
    """

    def __init__(self, places: PlaceNames, names: Path = DATA / "place_names.parquet") -> None:
        self._places = places
        self._names = names

    def search(self, text: str, limit: int = 8) -> list[Label]:
        """Places whose name, or one of its words or other names, begins with a text; or the point it states.

        Parameters
        ----------
        text : str
            Case, accents and punctuation do not matter. A country, or a state, may follow the name or go
            before it: "Paris, France". Only the first 100 characters count.
        limit : int
            Maximum number of places.

        Returns
        -------
        list of Label
            Only the point if the text is a pair of coordinates. Otherwise names that begin with the text,
            then names with a word that does; the most populous first, but before all a name that is the text.
        """
        if point := read_point(text):
            return [Label(format_point(*point), "", "", *point, rank=LOWEST_RANK)][: max(limit, 0)]
        prefix = fold(text[:LONGEST_QUERY])
        found = self._beginning_with(prefix)
        if not len(found):
            found = next(filter(len, self._with_area(prefix)), found)
        return [self._places.label(position) for position in found[: max(limit, 0)].tolist()]

    def _beginning_with(self, prefix: str) -> Positions:
        """Positions of the places with a key that begins so, the best match first."""
        if not prefix:
            return np.array([], np.int64)
        keys, weights = self._keys
        start = bisect_left(keys, prefix)
        matches = weights[start : bisect_left(keys, prefix + _LAST_CHARACTER)]
        tiers, positions = np.divmod(matches.astype(np.int64), len(self._places))
        if len(prefix) >= TELLING_LENGTH or not prefix.isascii():
            tiers[tiers == OTHER_NAME] = OWN_NAME
            whole = tiers[: bisect_right(keys, prefix) - start]
            whole[whole == OWN_NAME] = WHOLE_NAME
        ordered = positions[np.lexsort((positions, tiers))]
        return np.array(list(dict.fromkeys(ordered.tolist())), np.int64)

    def _with_area(self, text: str) -> Iterator[Positions]:
        """Places for each way in which a text may be a name and the country or state that it is in."""
        words = text.split(" ")
        for cut in range(len(words) - 1, 0, -1):
            first, last = " ".join(words[:cut]), " ".join(words[cut:])
            for name, area in ((first, last), (last, first)):
                yield self._inside(self._beginning_with(name), self._beginning_with(area))

    def _inside(self, places: Positions, areas: Positions) -> Positions:
        """The places that are in one of the countries or regions among some areas."""
        codes, regions, names, ranks, zooms = self._columns
        countries = codes[areas[ranks[areas] == 0]]
        states = areas[zooms[areas] == NEVER_SHOWN]
        named = {(codes[i], names[i]) for i in states.tolist()}
        in_state = np.array([(codes[i], regions[i]) in named for i in places.tolist()], np.bool_)
        is_town = (ranks[places] > 0) & (zooms[places] < NEVER_SHOWN)
        return places[is_town & (np.isin(codes[places], countries) | in_state)]

    @cached_property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        codes, *others = self._places.columns("country_code", "region", "name", "rank", "min_zoom")
        return codes.astype(np.str_), *others

    @cached_property
    def _keys(self) -> tuple["_Texts", NDArray[np.int32]]:
        table = read_table(self._names)
        return _Texts(table["key"].combine_chunks()), table["weight"].combine_chunks().to_numpy()


class _Texts:
    """A sequence of sorted texts for bisection, converted to Python strings one at a time."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> str:
        return str(self._texts[index].as_py())


def fold(text: str) -> str:
    """Normalise a name for comparison: no case, accents or punctuation, single spaces between words.

    Empty when no letter or digit is left.
    """
    plain = unicodedata.normalize(
        "NFKD", text.casefold()
    ).casefold()  # again, for styled capitals that only NFKD turns into capitals
    decomposed = unicodedata.normalize("NFKD", plain.translate(_PLAIN_LETTERS))
    letters = (" " if character in "-/.,()" else character for character in decomposed)
    kept = "".join(character for character in letters if character.isalnum() or character == " ")
    return unicodedata.normalize("NFC", " ".join(kept.split()))
