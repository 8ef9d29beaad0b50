"""The clips that answers are scored against; their audio need not be there."""

from pathlib import Path

from game.packs import agl1k, manifest
from game.packs.clip import Clip
from game.packs.table import PackError

_READERS = {agl1k.NAME: agl1k.read_agl1k, manifest.NAME: manifest.read_manifest}


def read_clips(schema: Path) -> list[Clip]:
    """Read the clips of a pack.

    Parameters
    ----------
    schema : Path
        The pack's folder, or the table itself.

    Raises
    ------
    PackError
        If it is neither, or the table has a mistake or no clips.
    """
    table = find_table(schema)
    clips = _READERS[table.name](table.parent.resolve())
    if not clips:
        raise PackError(f"{table} lists no clips.")
    return clips


def find_table(schema: Path) -> Path:
    """The path of a pack's table, given it or its folder.

    Raises
    ------
    PackError
    """
    tables = [schema / name for name in _READERS] if schema.is_dir() else [schema]
    table = next((table for table in tables if table.name in _READERS and table.is_file()), None)
    if table is None:
        raise PackError(f"{schema} is neither {' nor '.join(_READERS)}, nor a folder with one of them.")
    return table
