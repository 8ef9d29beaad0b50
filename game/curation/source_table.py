"""A pack's table as it was written, so that what is kept of it stays as it was."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from game.curation.errors import CurationError

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows of a table of comma separated values, word for word.

    AGL1K's header names one column fewer than there are, behind the key: what is found by name must stand
    before it, or in a table without that defect.
    """

    file: Path
    header: Cells
    rows: tuple[Cells, ...]

    @property
    def keys(self) -> list[str]:
        """The clips', in order."""
        at = self._column("key")
        return [row[at].strip() for row in self.rows]

    def kept(self, keys: Collection[str]) -> "Table":
        """The rows of some clips."""
        rows = (row for row, key in zip(self.rows, self.keys, strict=True) if key in keys)
        return Table(self.file, self.header, tuple(rows))

    def filled(self, cells: Mapping[str, Mapping[str, str]]) -> "Table":
        """The same with blank cells filled in.

        Parameters
        ----------
        cells : mapping of str to mapping of str to str
            By key and column; columns that the table lacks are left out.
        """
        at = {name.strip(): place for place, name in enumerate(self.header)}
        rows = []
        for row, key in zip(self.rows, self.keys, strict=True):
            new = {at[name]: value for name, value in cells.get(key, {}).items() if name in at}
            rows.append([new.get(place, "") if not cell.strip() else cell for place, cell in enumerate(row)])
        return Table(self.file, self.header, tuple(rows))

    def write(self, file: Path) -> None:
        """Write it as UTF-8."""
        with file.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])

    def _column(self, name: str) -> int:
        names = [each.strip() for each in self.header]
        if name not in names:
            raise CurationError(f"{self.file} has no column {name}.")
        return names.index(name)


def read_table(file: Path) -> Table:
    """Read a table that a pack was loaded from; blank rows are left out.

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
    return Table(file, lines[0], tuple(lines[1:]))
