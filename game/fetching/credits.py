"""`credits.csv`, next to AGL1K's schema: who made each recording, when, and under which licence."""

import io
from pathlib import Path

from game.atomic_write import write_whole
from game.csv_cells import SafeCsvWriter
from game.packs.table import read_rows, with_unique_keys

COLUMNS = ("key", "credit", "licence", "date")


class Credits:
    """The table; each added row replaces the file whole, so that readers never see half a row.

    Columns that a host has added stay as they are.

    Parameters
    ----------
    file : Path
        Need not exist.

    Raises
    ------
    PackError
        When it exists and cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._columns = list(COLUMNS)
        self._rows: dict[str, dict[str, str]] = {}
        if file.exists():
            table = read_rows(file, ("key", "credit", "licence"))
            self._columns = list(dict.fromkeys((*COLUMNS, *table.columns)))
            for row in with_unique_keys(table):
                self._rows[row.text("key")] = {name: row.text(name) for name in row.columns}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def add(self, key: str, credit: str, licence: str, date: str) -> None:
        """Write a row; cells that a host has filled in stay."""
        row = {"key": key, "credit": credit, "licence": licence, "date": date}
        filled = {name: text for name, text in self._rows.get(key, {}).items() if text}
        self._rows[key] = row | filled
        self._write()

    def _write(self) -> None:
        content = io.StringIO(newline="")
        SafeCsvWriter(content).write_named(self._columns, self._rows.values())
        write_whole(self._file, [content.getvalue().encode()])
