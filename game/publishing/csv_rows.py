"""Rows as CSV that can be read back without loss."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from game.columns import Column
from game.csv_cells import SafeCsvWriter

Row = Mapping[str, Any]


def write(rows: Iterable[Sequence[Row]], columns: Sequence[Column], file: TextIO) -> None:
    """Write a header and rows: lists as JSON, booleans as true and false, dates in ISO 8601.

    Numbers get as many digits as it takes to read them back exactly; cells that a spreadsheet would run get
    an apostrophe.

    Parameters
    ----------
    rows : iterable of sequences of mapping
        Chunks of rows, each with its cells in the order of the columns; None for a blank.
    file : text file
        Opened with ``newline=""``.
    """
    lines = SafeCsvWriter(file)
    lines.write(column.name for column in columns)
    formatters = {i: _FORMATTERS[c.kind] for i, c in enumerate(columns) if c.kind in _FORMATTERS}
    for chunk in rows:
        lines.write_all(_cells(row, formatters) for row in chunk)


def _cells(row: Row, formatters: Mapping[int, Any]) -> Iterator[Any]:
    cells = list(row.values())
    for index, as_text in formatters.items():
        if cells[index] is not None:
            cells[index] = as_text(cells[index])
    return iter(cells)


def _list(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _bool(value: bool) -> str:
    return "true" if value else "false"


# The csv module formats the other kinds as they should be: numbers by `repr`, dates by `str`.
_FORMATTERS = {"list[str]": _list, "bool": _bool}
