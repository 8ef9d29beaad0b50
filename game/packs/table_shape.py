"""The shape of a table: which columns its header names, and how many cells its rows have."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from game.packs.table_text import bare_name


class Shape(NamedTuple):
    """How many rows have how many cells, and the most cells that are used where the header fills up."""

    lengths: Counter[int]
    used: int


def measure(header: Sequence[str], body: Iterable[tuple[int, list[str]]]) -> Shape:
    lengths: Counter[int] = Counter()
    used, may_fill_up = 0, len(header) > used_cells(header)
    for _, cells in body:
        lengths[len(cells)] += 1
        if may_fill_up:
            used = max(used, used_cells(cells[: len(header)]))
    return Shape(lengths, used)


def column_names(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The header without blank names at its end; the names of known columns as they are spelt here."""
    names = [bare_name(name) for name in header]
    spelt = {column.casefold(): column for column in columns if column not in names}
    return [spelt.get(name.casefold(), name) for name in names[: used_cells(names)]]


def usual_width(header: Sequence[str], shape: Shape) -> int:
    """How many cells most rows have, without those that make all lines equally long in a spreadsheet."""
    lengths = shape.lengths or Counter([len(header)])
    width = lengths.most_common(1)[0][0]
    return shape.used if shape.lengths and width == len(header) > used_cells(header) else width


def used_cells(cells: Sequence[str]) -> int:
    """How many cells there are up to the last one that is not blank."""
    return next((end for end in range(len(cells), 0, -1) if cells[end - 1].strip()), 0)


def shape_mends(names: Sequence[str], shape: Shape) -> Iterator[str]:
    if unnamed := names.count(""):
        yield f"columns without a name are ignored ({unnamed})"
    if short := sum(rows for length, rows in shape.lengths.items() if length < len(names)):
        yield f"rows with fewer cells than the header are read with blank ones at the end ({short})"
