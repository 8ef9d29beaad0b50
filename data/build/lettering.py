"""From which zoom on each name is written on the map: the greater first, none on top of another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.places import COUNTRY_ZOOMS

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

FIRST_ZOOM, LAST_ZOOM = 1, 13
# People a city must have to be named at a zoom; after the last of these, all are.
LEAST_PEOPLE = {
    1: 10**9,
    2: 10_000_000,
    3: 4_000_000,
    4: 1_000_000,
    5: 500_000,
    6: 200_000,
    7: 100_000,
    8: 50_000,
}
LETTER_PX, LINE_PX = 7.0, 22.0
EMPTY_PX = 160.0  # ground as wide as this without a name is given to a smaller city,
EMPTY_SHARE = 10  # as much smaller as this,
EMPTY_FROM = 5  # from this zoom on
TINY_FROM = 6  # zoom at which countries too small for their names are named all the same


@dataclass(frozen=True)
class Names:
    """What is to be written, the most important first; arrays of one length.

    `x` and `y` are on a Mercator map whose side is 1; `length` in letters; `people` of cities, and `size` of
    countries: the side of a square as large as the country's largest part on that map.
    """

    x: Array
    y: Array
    length: Array
    people: Array
    size: Array
    is_country: NDArray[np.bool_]


def candidates(names: Names, zoom: int) -> Iterator[tuple[Indices, float]]:
    """Give the names that may be written at a zoom, in turns, with the free ground they ask for in pixels."""
    large = names.size * 256 * 2**zoom > 0.6 * names.length * LETTER_PX
    yield np.flatnonzero(names.is_country & (large | (zoom >= TINY_FROM))), 0.0
    least = LEAST_PEOPLE.get(zoom, 0)
    yield np.flatnonzero(~names.is_country & (names.people >= least)), 0.0
    if zoom >= EMPTY_FROM:
        yield np.flatnonzero(~names.is_country & (names.people >= least / EMPTY_SHARE)), EMPTY_PX


def plan_zooms(names: Names) -> NDArray[np.int8]:
    """Find the zoom from which each name is written; those that never find room come at the last."""
    zooms = np.full(len(names.x), LAST_ZOOM, dtype=np.int8)
    written: Indices = np.zeros(len(names.x), dtype=np.intp)
    count = 0
    for zoom in range(FIRST_ZOOM, LAST_ZOOM):
        kept = written[:count][~gone(names, zooms, zoom)[written[:count]]]
        count = len(kept)
        written[:count] = kept
        for indices, margin in candidates(names, zoom):
            for i in indices[zooms[indices] == LAST_ZOOM]:
                if is_free(names, i, written[:count], zoom, margin):
                    zooms[i], written[count] = zoom, i
                    count += 1
    return zooms


def gone(names: Names, zooms: NDArray[np.int8], zoom: int) -> NDArray[np.bool_]:
    """Tell which countries' names have made room for their towns at a zoom."""
    return names.is_country & (zooms + COUNTRY_ZOOMS <= zoom)


def is_free(names: Names, i: np.intp, written: Indices, zoom: int, margin: float) -> bool:
    """Tell whether a name touches none of those written, with a margin around it in pixels."""
    width = 256 * 2**zoom
    across = np.abs(names.x[written] - names.x[i])
    across = np.minimum(across, 1 - across) * width
    down = np.abs(names.y[written] - names.y[i]) * width
    halves = (names.length[written] + names.length[i]) * LETTER_PX / 2
    return not bool(np.any((across < halves + margin) & (down < LINE_PX + margin)))
