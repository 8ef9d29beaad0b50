"""The zoom from which the map shows each name: larger places first, no names on top of others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.places import COUNTRY_ZOOMS

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

FIRST_ZOOM, LAST_ZOOM = 1, 13
# Least population of a city named at each zoom; beyond the last of these, all are.
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
EMPTY_PX = 160.0  # an area this wide without a name goes to a smaller city,
EMPTY_SHARE = 10  # as much smaller as this,
EMPTY_FROM = 5  # from this zoom on
TINY_FROM = 6  # zoom from which countries smaller than their names are named anyway


@dataclass(frozen=True)
class Names:
    """The names to show, most important first; arrays of equal length.

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
    """Yield the names that a zoom may show, with the free space each needs in pixels."""
    large = names.size * 256 * 2**zoom > 0.6 * names.length * LETTER_PX
    yield np.flatnonzero(names.is_country & (large | (zoom >= TINY_FROM))), 0.0
    least = LEAST_PEOPLE.get(zoom, 0)
    yield np.flatnonzero(~names.is_country & (names.people >= least)), 0.0
    if zoom >= EMPTY_FROM:
        yield np.flatnonzero(~names.is_country & (names.people >= least / EMPTY_SHARE)), EMPTY_PX


def plan_zooms(names: Names) -> NDArray[np.int8]:
    """The zoom from which each name is shown; names that never find room get the last."""
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
    """Which countries' names have given way to their towns at a zoom."""
    return names.is_country & (zooms + COUNTRY_ZOOMS <= zoom)


def is_free(names: Names, i: np.intp, written: Indices, zoom: int, margin: float) -> bool:
    """Whether a name, with a margin in pixels, touches no name that is shown."""
    width = 256 * 2**zoom
    across = np.abs(names.x[written] - names.x[i])
    across = np.minimum(across, 1 - across) * width
    down = np.abs(names.y[written] - names.y[i]) * width
    halves = (names.length[written] + names.length[i]) * LETTER_PX / 2
    return not bool(np.any((across < halves + margin) & (down < LINE_PX + margin)))
