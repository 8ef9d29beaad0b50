"""Paths from a pack's table, kept inside the pack's folder."""

import re
from functools import cache
from pathlib import Path

from game.packs.table import Row

_ODD = re.compile(r"[\\\x00-\x1f\x7f]|^/|(^|/)\.\.?(/|$)")


class SafeFolder:
    """Turns the file that a row names into a path inside the pack, or refuses it.

    Parameters
    ----------
    pack : Path
        The pack's folder; may be a link itself.
    audio : str
        The folder to which rows are relative; they may name it or leave it out.
    """

    def __init__(self, pack: Path, audio: str) -> None:
        self._pack = pack.resolve()
        self._audio = audio
        self._has_folder = cache(self._has)  # many files, few folders

    def path(self, row: Row, column: str, folder: str = "") -> Path:
        """Return the absolute path of a row's file, which need not exist.

        Parameters
        ----------
        folder : str, optional
            Subfolder, next to where the row says, that holds the file.

        Raises
        ------
        PackError
            When the path is blank or malformed, or leads out of the pack, by itself or through a link.
        """
        name = row.text(column)
        if not name:
            raise row.error(f"{column} is blank: name the recording")
        if _ODD.search(name):
            raise row.error(f"{column} is {name!r}: write a path in {self._audio}/, folders separated by /")
        named = self._pack / self._audio / name.removeprefix(f"{self._audio}/")
        path = named.parent / folder / named.name
        if not self._has_folder(path.parent) or (path.is_symlink() and not self._has(path)):
            raise row.error(f"{column} is {name!r}, a link out of the pack: put the recording itself there")
        return path

    def _has(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._pack)
