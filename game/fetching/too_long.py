"""`too_long.csv`: recordings that were downloaded once, and left out as the host plays no longer ones."""

import io
import math
from pathlib import Path

from game.atomic_write import write_whole
from game.csv_cells import SafeCsvWriter
from game.packs.longest import too_long
from game.packs.table import read_rows

NAME = "too_long.csv"
_COLUMNS = ("key", "seconds")


class TooLongList:
    """The lengths of these recordings: none is downloaded again until the host plays longer ones.

    Parameters
    ----------
    folder : Path
        Of the pack.
    longest_seconds : float
        Longer recordings are left out.

    Attributes
    ----------
    longest_seconds : float

    Raises
    ------
    PackError
        When the folder has such a list that cannot be read.
    """

    def __init__(self, folder: Path, longest_seconds: float) -> None:
        self._file = folder / NAME
        self.longest_seconds = longest_seconds
        self._seconds: dict[str, float] = {}
        if self._file.exists():
            for row in read_rows(self._file, _COLUMNS):
                self._seconds[row.text("key")] = row.number("seconds", 0.0, math.inf)

    def why_not(self, key: str) -> str:
        """Why this recording is left out; empty for one that is not, or not known to be."""
        why_not = too_long(self._seconds.get(key, 0.0), self.longest_seconds)
        return why_not and f"it {why_not}"

    def add(self, key: str, seconds: float) -> None:
        """Remember a recording; the table is replaced whole."""
        self._seconds[key] = seconds
        table = io.StringIO(newline="")
        writer = SafeCsvWriter(table)
        writer.write(_COLUMNS)
        writer.write_all(sorted(self._seconds.items()))
        write_whole(self._file, [table.getvalue().encode()])
