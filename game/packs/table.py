"""A pack's table: rows that know where they stand, so that a mistake can be found and mended."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from game.geo.coordinates import Axis, read_degrees


class PackError(Exception):
    """A pack that cannot be played; the message names the file, the row and what to mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns, and the line of the file in which they begin, as editors count."""

    file: Path
    line: int
    cells: Sequence[str] = ()
    columns: Mapping[str, int] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """A cell, without spaces around it."""
        return self.cells[self.columns[column]].strip()

    def number(self, column: str, low: float, high: float, blank: float | None = None) -> float:
        """A cell's number, or ``blank`` for an empty cell.

        Raises
        ------
        PackError
            When it is no finite number from ``low`` to ``high``, or empty though ``blank`` is None.
        """
        said = self.text(column)
        if not said and blank is not None:
            return blank
        try:
            number = math.nan if "_" in said else float(said)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and low <= number <= high:
            return number
        raise self.error(f"{column} is {said!r}: write a number from {low:g} to {high:g}, with a point")

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

    def error(self, mend: str) -> PackError:
        """An error that names this row."""
        return PackError(f"{self.file}, row {self.line}: {mend}.")


Repair = Callable[[list[str], int], list[str]]


def read_rows(file: Path, columns: Sequence[str], repair: Repair = lambda header, _: header) -> list[Row]:
    """Read a table of comma separated values in UTF-8.

    Parameters
    ----------
    columns : sequence of str
        Must be there, in any order; other columns are read too.
    repair : callable, optional
        Given the header and the number of cells in the first row, gives the header that was meant.

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
                "put quotes around a text that holds commas, and double the quotes in it"
            )
    places = {name: at for at, name in enumerate(names)}
    return [Row(file, line, cells, places) for line, cells in rows]


def check_keys(rows: Sequence[Row], column: str = "key") -> None:
    """Refuse rows without a key, and two rows with one.

    Raises
    ------
    PackError
    """
    first: dict[str, int] = {}
    for row in rows:
        key = row.text(column)
        if not key:
            raise row.error(f"{column} is blank: give the clip an id of its own")
        if key in first:
            raise row.error(f"{column} {key!r} is in row {first[key]} too: give each clip an id of its own")
        first[key] = row.line


def _check_header(row: Row, names: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in names]
    if missing:
        raise row.error(f"there is no column {', '.join(missing)}: add it to the header")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise row.error(f"the column {twice!r} is there twice: take one out")


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line in which it begins."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise PackError(f"{file}, row {line}: this is no comma separated row ({error}).") from error


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
