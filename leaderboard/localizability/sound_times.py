"""Reads a table of sound times: how long each category of sound is heard in each clip."""

from pathlib import Path

from game.curation.category_times import read_times
from game.packs import agl1k, manifest
from game.packs.clip import SOUNDS
from game.packs.table import read_rows
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


def read_sound_times(file: Path | None, schema: Path) -> dict[str, ByCategory]:
    """Read the times of all categories in a table.

    Parameters
    ----------
    file : Path or None
        A table with a column ``key`` and one per category, as `write_times` of
        `game.curation.category_times` writes it; None for the broad kinds of sound in the clips' own table.
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
    return tuple(name for name in read_rows(table, ("key",)).columns if name != "key")
