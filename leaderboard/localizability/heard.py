"""Which categories of sound a table of times tells of, and how long each is heard."""

import csv
from pathlib import Path

from game.curation.category_times import read_times
from game.curation.errors import CurationError
from game.packs import agl1k, manifest
from game.packs.clip import SOUNDS
from leaderboard.answers.schema import find_table
from leaderboard.localizability.fit import ByCategory

AGL1K_CATEGORIES = (
    "human_sounds",
    "animal",
    "music",
    "natural_sounds",
    "channel",
    "environment_and_background",
    "sounds_of_things",
    "source_ambiguous_sounds",
)


def read_heard(file: Path | None, schema: Path) -> dict[str, ByCategory]:
    """Read the times of all the categories that a table has.

    Parameters
    ----------
    file : Path or None
        A column ``key`` and one for each category, as `game.curation.category_times.write_times` writes it;
        None for the broad kinds of sound that the table of the clips has.
    schema : Path
        The pack's folder, or the table in it.

    Returns
    -------
    dict of str to mapping of str to float
        By clip, the share of its time in which each category is heard.

    Raises
    ------
    CurationError, PackError
    """
    table = file or find_table(schema)
    return dict(read_times(table, _categories(table)))


def _categories(table: Path) -> tuple[str, ...]:
    if table.name == agl1k.NAME:
        return AGL1K_CATEGORIES
    if table.name == manifest.NAME:
        return SOUNDS
    return tuple(name for name in _header(table) if name not in ("", "key"))


def _header(table: Path) -> list[str]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            return [name.strip() for name in next(csv.reader(lines), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CurationError(f"{table} cannot be read as a table: {error}.") from error
