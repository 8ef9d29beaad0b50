"""Cells of CSV files that a spreadsheet would take for formulas: written as text, and read back."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

# A formula begins with one of these, also in their full width; a plain number may begin with a sign.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def safe_cell(cell: Any) -> Any:
    """A cell with an apostrophe before what a spreadsheet would run; numbers and others stay as they are."""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def original_cell(cell: str) -> str:
    """The cell of which `safe_cell` made this one."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class SafeCsvWriter:
    """A CSV writer, with line feeds as line ends, whose cells no spreadsheet runs.

    Parameters
    ----------
    file : text file
        Opened with ``newline=""``.
    """

    def __init__(self, file: TextIO, delimiter: str = ",") -> None:
        self._writer = csv.writer(file, lineterminator="\n", delimiter=delimiter)

    def write(self, row: Iterable[Any]) -> None:
        self._writer.writerow([safe_cell(cell) for cell in row])

    def write_all(self, rows: Iterable[Iterable[Any]]) -> None:
        self._writer.writerows([safe_cell(cell) for cell in row] for row in rows)

    def write_named(self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a header, and rows with their cells by column; columns that a row lacks are blank."""
        self.write(columns)
        self.write_all([row.get(column, "") for column in columns] for row in rows)
