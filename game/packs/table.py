"""CSV tables of packs: rows know their file and line, so that an error message can name them."""

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from game.csv_cells import original_cell
from game.geo.coordinates import Axis, read_degrees
from game.packs.table_shape import column_names, measure, shape_mends, used_cells, usual_width
from game.packs.table_text import (
    TableText,
    decode_table,
    find_separator,
    lines_of,
    log_mends,
    separator_mend,
)

_PLAIN_NUMBER = re.compile(r"-?\d+\.?\d*", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


class PackError(Exception):
    """A pack cannot be played; the message names the file, the row and what to correct."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, and the line of the file on which it begins, counted from 1.

    Where commas do not part the cells, a number may have a decimal comma.
    """

    file: Path
    line: int
    cells: Sequence[str] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    decimal_commas: bool = False

    def text(self, column: str) -> str:
        """Return a cell, stripped, without the apostrophe that keeps a spreadsheet from running it."""
        return original_cell(self.cells[self.columns[column]].strip())

    def optional(self, column: str) -> str:
        """Return a cell as `text` does; empty where the table has no such column."""
        return self.text(column) if column in self.columns else ""

    def number(self, column: str, low: float, high: float, blank: float | None = None) -> float:
        """Return a cell's number, or ``blank`` for an empty cell.

        Raises
        ------
        PackError
            When it is not a finite number from ``low`` to ``high``, or is empty and ``blank`` is None.
        """
        cell = self.text(column)
        if not cell and blank is not None:
            return blank
        is_comma = self.decimal_commas and _DECIMAL_COMMA.fullmatch(cell)
        try:
            number = math.nan if "_" in cell else float(cell.replace(",", ".") if is_comma else cell)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and low <= number <= high:
            return number
        raise self.error(
            f"{column} is {cell!r}: write a number from {low:g} to {high:g}, with a decimal point"
        )

    def degrees(self, column: Axis, limit: float) -> float:
        """A cell's coordinate: a number of degrees, or any form that `read_degrees` reads, such as 31°30'N.

        Raises
        ------
        PackError
            When it is not a coordinate from ``-limit`` to ``limit``.
        """
        text = self.text(column)
        degrees = None if _PLAIN_NUMBER.fullmatch(text) else read_degrees(text, column)
        if degrees is None:
            return self.number(column, -limit, limit)
        if abs(degrees) <= limit:
            return degrees
        raise self.error(f"{column} is {text!r}: write degrees from -{limit:g} to {limit:g}")

    def error(self, problem: str) -> PackError:
        """Return an error that names this row."""
        return PackError(f"{self.file}, row {self.line}: {problem}.")


Repair = Callable[[list[str], int], list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, read again whenever they are asked for: a long table takes little memory."""

    file: Path
    text: TableText
    separator: str
    columns: Mapping[str, int]
    width: int

    def __iter__(self) -> Iterator[Row]:
        rows = _lines(self.file, self.text, self.separator)
        next(rows)
        for line, cells in rows:
            padded = _padded(Row(self.file, line), cells, self.width)
            yield Row(self.file, line, padded, self.columns, self.separator != ",")


def read_rows(file: Path, columns: Sequence[str], repair: Repair = lambda header, _: header) -> Table:
    """Read a table as people and spreadsheets save it; what had to be mended is logged.

    Cells may be parted by commas, semicolons or tabs. Columns without a name and rows of blank cells are
    ignored, and a row that lacks blank cells at its end gets them.

    Parameters
    ----------
    columns : sequence of str
        Required, in any order; other columns are read too.
    repair : callable, optional
        Called with the header and the number of cells in most rows; returns the corrected header.

    Raises
    ------
    PackError
    """
    text = _text(file)
    separator = text.separator or find_separator(text.text, columns)
    rows = _lines(file, text, separator)
    top, header = next(rows, (0, []))
    if not header:
        raise PackError(f"{file} is empty: write the columns {', '.join(columns)}.")
    shape = measure(header, rows)
    names = repair(column_names(header, columns), usual_width(header, shape))
    names += [""] * (len(header) - len(names))
    _check_header(Row(file, top), names, columns)
    log_mends(file, (*text.mended, *separator_mend(separator), *shape_mends(names, shape)))
    indexes = {name: index for index, name in enumerate(names) if name}
    return Table(file, text, separator, indexes, len(names))


def _padded(row: Row, cells: list[str], width: int) -> list[str]:
    """A row's cells, with the blank ones at its end that the header asks for."""
    if len(cells) == width:
        return cells
    if used_cells(cells) > width:
        raise row.error(
            f"there are {len(cells)} cells under {width} columns: "
            "put quotes around a text that contains commas, and double the quotes in it"
        )
    return [*cells[:width], *[""] * (width - len(cells))]


def with_unique_keys(rows: Iterable[Row], column: str = "key") -> Iterator[Row]:
    """Pass rows on; refuse one without a key, and one with the key of another.

    Raises
    ------
    PackError
    """
    first: dict[str, int] = {}
    for row in rows:
        key = row.text(column)
        if not key:
            raise row.error(f"{column} is blank: give the clip a unique id")
        if key in first:
            raise row.error(f"{column} {key!r} is in row {first[key]} too: give each clip a unique id")
        first[key] = row.line
        yield row


def _check_header(row: Row, names: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in names]
    if missing:
        raise row.error(f"there is no column {', '.join(missing)}: add it to the header")
    twice = next((name for name, count in Counter(names).items() if name and count > 1), None)
    if twice is not None:
        raise row.error(f"the column {twice!r} is there twice: remove one")


def _lines(file: Path, table: TableText, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(lines_of(table.text), delimiter=separator, strict=True)
    line = 1 + table.skipped
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1 + table.skipped
    except csv.Error as error:
        raise PackError(f"{file}, row {line}: this is not valid CSV ({error}).") from error


def _text(file: Path) -> TableText:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PackError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        return decode_table(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(f"{file}, row {line}: this is not UTF-8: save the file as UTF-8.") from error
