"""CSV tables of packs: rows know their file and line, so that an error message can name them."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from game.geo.coordinates import Axis, read_degrees


class PackError(Exception):
    """A pack cannot be played; the message names the file, the row and what to correct."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells, and the line of the file on which it begins, counted from 1."""

    file: Path
    line: int
    cells: Sequence[str] = ()
    columns: Mapping[str, int] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return a cell, stripped."""
        return self.cells[self.columns[column]].strip()

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
        try:
            number = math.nan if "_" in cell else float(cell)
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
        degrees = read_degrees(text, column)
        if degrees is None:
            return self.number(column, -limit, limit)
        if abs(degrees) <= limit:
            return degrees
        raise self.error(f"{column} is {text!r}: write degrees from -{limit:g} to {limit:g}")

    def error(self, problem: str) -> PackError:
        """Return an error that names this row."""
        return PackError(f"{self.file}, row {self.line}: {problem}.")


Repair = Callable[[list[str], int], list[str]]


def read_rows(file: Path, columns: Sequence[str], repair: Repair = lambda header, _: header) -> list[Row]:
    """Read a CSV file in UTF-8.

    Parameters
    ----------
    columns : sequence of str
        Required, in any order; other columns are read too.
    repair : callable, optional
        Called with the header and the number of cells in the first row; returns the corrected header.

    Raises
    ------
    PackError
    """
    lines = _lines(file)
    top, header = next(lines, (1, []))
    if not header:
        raise PackError(f"{file} is empty: write the columns {', '.join(columns)}.")
    rows = list(lines)
    names = repair([name.strip() for name in header], len(rows[0][1]) if rows else len(header))
    _check_header(Row(file, top), names, columns)
    for line, cells in rows:
        if len(cells) != len(names):
            raise Row(file, line).error(
                f"there are {len(cells)} cells under {len(names)} columns: "
                "put quotes around a text that contains commas, and double the quotes in it"
            )
    indexes = {name: index for index, name in enumerate(names)}
    return [Row(file, line, cells, indexes) for line, cells in rows]


def check_keys(rows: Sequence[Row], column: str = "key") -> None:
    """Refuse rows without a key, and rows with the same key.

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


def _check_header(row: Row, names: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in names]
    if missing:
        raise row.error(f"there is no column {', '.join(missing)}: add it to the header")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise row.error(f"the column {twice!r} is there twice: remove one")


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise PackError(f"{file}, row {line}: this is not valid CSV ({error}).") from error


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PackError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(f"{file}, row {line}: this is not UTF-8: save the file as UTF-8.") from error
