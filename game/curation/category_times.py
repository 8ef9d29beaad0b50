"""Category times: the share of a recording's time in which each category of sound is heard."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from game.csv_cells import SafeCsvWriter
from game.curation.errors import CurationError
from game.packs import agl1k
from game.packs.table import PackError, read_rows, with_unique_keys

Times = Mapping[str, float]  # 0 to 1, by category


def read_times(file: Path, categories: Iterable[str]) -> dict[str, Times]:
    """Read the times of some categories.

    Parameters
    ----------
    file : Path
        A table with a column ``key`` and one for each category. Other columns are ignored, so AGL1K's schema
        will do. A blank cell is 0.
    categories : iterable of str

    Returns
    -------
    dict of str to mapping of str to float
        By key of the clip.

    Raises
    ------
    CurationError
        When it cannot be read, lacks a category, or a cell is not a number from 0 to 1.
    """
    names = tuple(categories)
    try:
        rows = with_unique_keys(read_rows(file, ("key", *names), agl1k.repair_header))
        return {row.text("key"): {name: row.number(name, 0, 1, blank=0) for name in names} for row in rows}
    except PackError as error:
        raise CurationError(str(error)) from error


def write_times(file: Path, times: Mapping[str, Times]) -> None:
    """Write the table that `read_times` reads, with a column for every category that occurs."""
    names = dict.fromkeys(name for each in times.values() for name in each)
    with file.open("w", newline="", encoding="utf-8") as out:
        table = SafeCsvWriter(out)
        table.write(["key", *names])
        table.write_all([key, *(f"{each.get(name, 0):.4g}" for name in names)] for key, each in times.items())
