"""Rows of the table from a dataset, set beside those that the same guesses have in memory."""

import math
from collections.abc import Iterable, Iterator, Mapping

from game.json_types import Json
from leaderboard.board import payload
from leaderboard.board.table import computed_rows
from leaderboard.entrants.roster import Roster
from leaderboard.uncertainty.interval_file import Intervals

OF_PEOPLE = ("human", "crowd", "best-tenth")
SAME = 1e-9  # relative, and where a number is nearly 0, absolute


def people_in_memory(roster: Roster) -> dict[str, Json]:
    """Rows of people, of crowds and of the best tenth by key."""
    rows = computed_rows(roster, Intervals(replicates=0))
    return {row.key: payload.row(row) for row in rows if row.kind in OF_PEOPLE}


def differences(found: Iterable[Json], expected: Mapping[str, Json]) -> dict[str, float]:
    """How far every value is from that in the row of the same key; infinite where it is no number."""
    apart: dict[str, float] = {}
    for row in found:
        one, other = (dict(_values(whole, row["key"])) for whole in (row, expected[row["key"]]))
        apart |= {way: _apart(one.get(way), other.get(way)) for way in one.keys() | other.keys()}
    return apart


def _values(whole: object, way: str) -> Iterator[tuple[str, object]]:
    """Every value in nested mappings and sequences, by the way to it."""
    if isinstance(whole, Mapping):
        for key, value in whole.items():
            yield from _values(value, f"{way}, {key}")
    elif isinstance(whole, list | tuple):
        for number, value in enumerate(whole):
            yield from _values(value, f"{way}, {number}")
    else:
        yield way, whole


def _apart(one: object, other: object) -> float:
    if one == other:
        return 0.0
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) / max(abs(other), 1.0)
    return math.inf
