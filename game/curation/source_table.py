"""A pack's table as written, so that the rows of clips that stay are copied word for word."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from game.csv_cells import SafeCsvWriter, original_cell
from game.curation.errors import CurationError
from game.packs import manifest
from game.packs.table_text import bare_name, decode_table, find_separator

Cells = list[str]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The header and rows of a CSV table, word for word.

    AGL1K's header has one name too few, somewhere after the key. So look up only columns before the defect by
    name, or columns of a table without it.
    """

    file: Path
    header: Cells
    rows: tuple[Cells, ...]
    separator: str = ","

    @property
    def keys(self) -> list[str]:
        """The clips' keys, in order."""
        index = self._column("key")
        return [row[index].strip() for row in self.rows]

    def only(self, keys: Collection[str]) -> "SourceTable":
        """Return the table with the rows of these clips."""
        rows = (row for row, key in zip(self.rows, self.keys, strict=True) if key in keys)
        return replace(self, rows=tuple(rows))

    def filled(self, cells: Mapping[str, Mapping[str, str]]) -> "SourceTable":
        """Return the table with blank cells filled in.

        Parameters
        ----------
        cells : mapping of str to mapping of str to str
            By key and column; columns that the table lacks are ignored.
        """
        indexes = {bare_name(name): index for index, name in enumerate(self.header)}
        rows = []
        for row, key in zip(self.rows, self.keys, strict=True):
            new = {indexes[name]: value for name, value in cells.get(key, {}).items() if name in indexes}
            rows.append([new.get(index, "") if not cell.strip() else cell for index, cell in enumerate(row)])
        return replace(self, rows=tuple(rows))

    def write(self, file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            lines = ([original_cell(cell) for cell in row] for row in (self.header, *self.rows))
            SafeCsvWriter(out, self.separator).write_all(lines)

    def _column(self, name: str) -> int:
        names = [bare_name(each) for each in self.header]
        if name not in names:
            raise CurationError(f"{self.file} has no column {name}.")
        return names.index(name)


def read_table(file: Path) -> SourceTable:
    """Read a pack's table, without blank rows.

    Raises
    ------
    CurationError
    """
    try:
        table = decode_table(file.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise CurationError(f"{file} cannot be read: {error}.") from error
    separator = table.separator or find_separator(table.text, manifest.COLUMNS)
    rows = csv.reader(io.StringIO(table.text, newline=""), delimiter=separator)
    lines = [row for row in rows if any(map(str.strip, row))]
    if not lines:
        raise CurationError(f"{file} is empty.")
    full = [row + [""] * (len(lines[0]) - len(row)) for row in lines[1:]]
    return SourceTable(file, lines[0], tuple(full), separator)
