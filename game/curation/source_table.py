"""A pack's table as written, so that the rows of clips that stay are copied word for word."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from game.curation.errors import CurationError

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

    @property
    def keys(self) -> list[str]:
        """The clips' keys, in order."""
        index = self._column("key")
        return [row[index].strip() for row in self.rows]

    def only(self, keys: Collection[str]) -> "SourceTable":
        """Return the table with the rows of these clips."""
        rows = (row for row, key in zip(self.rows, self.keys, strict=True) if key in keys)
        return SourceTable(self.file, self.header, tuple(rows))

    def filled(self, cells: Mapping[str, Mapping[str, str]]) -> "SourceTable":
        """Return the table with blank cells filled in.

        Parameters
        ----------
        cells : mapping of str to mapping of str to str
            By key and column; columns that the table lacks are ignored.
        """
        indexes = {name.strip(): index for index, name in enumerate(self.header)}
        rows = []
        for row, key in zip(self.rows, self.keys, strict=True):
            new = {indexes[name]: value for name, value in cells.get(key, {}).items() if name in indexes}
            rows.append([new.get(index, "") if not cell.strip() else cell for index, cell in enumerate(row)])
        return SourceTable(self.file, self.header, tuple(rows))

    def write(self, file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])

    def _column(self, name: str) -> int:
        names = [each.strip() for each in self.header]
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
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CurationError(f"{file} cannot be read: {error}.") from error
    lines: Sequence[Cells] = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    if not lines:
        raise CurationError(f"{file} is empty.")
    return SourceTable(file, lines[0], tuple(lines[1:]))
