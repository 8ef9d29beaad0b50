"""Rows as comma separated values from which every value can be read again as it was."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from game.columns import Column

Row = Mapping[str, Any]


def write(rows: Iterable[Sequence[Row]], columns: Sequence[Column], file: TextIO) -> None:
    """Write a header and rows: lists as JSON, truths as true and false, dates as ISO 8601 has them.

    Numbers are written with as many digits as it takes to read them again as they were. No cell is changed
    to keep a spreadsheet from taking it for a formula: nobody can write free text into a published column.

    Parameters
    ----------
    rows : iterable of sequences of mapping
        Chunks of rows, each row with its cells in the order of the columns; None is a blank.
    file : text file
        Opened with ``newline=""``.
    """
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(column.name for column in columns)
    written = {at: _WRITTEN[column.kind] for at, column in enumerate(columns) if column.kind in _WRITTEN}
    for chunk in rows:
        lines.writerows(_cells(row, written) for row in chunk)


def _cells(row: Row, written: Mapping[int, Any]) -> Iterator[Any]:
    cells = list(row.values())
    for at, as_text in written.items():
        if cells[at] is not None:
            cells[at] = as_text(cells[at])
    return iter(cells)


def _list(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _truth(value: bool) -> str:
    return "true" if value else "false"


# The others are written as they should be by the csv module: numbers by `repr`, dates by `str`.
_WRITTEN = {"list[str]": _list, "bool": _truth}
