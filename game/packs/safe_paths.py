"""The folder that a pack's audio may not leave."""

import re
from functools import cache
from pathlib import Path

from game.packs.table import Row

_ODD = re.compile(r"[\\\x00-\x1f\x7f]|^/|(^|/)\.\.?(/|$)")


class SafeFolder:
    """Turns what a row says of its file into a path inside the pack, or refuses.

    Parameters
    ----------
    pack : Path
        The pack's folder; it may itself be reached by a link.
    audio : str
        The folder in it to which rows are relative; they may name it or leave it out.
    """

    def __init__(self, pack: Path, audio: str) -> None:
        self._pack = pack.resolve()
        self._audio = audio
        self._has_folder = cache(self._has)  # many files, few folders

    def path(self, row: Row, column: str, folder: str = "") -> Path:
        """Give the absolute path of a row's file, there or not.

        Parameters
        ----------
        folder : str, optional
            Name of a folder that the file is in, beside where the row says.

        Raises
        ------
        PackError
            When the path is blank or odd, or when it, or a link on its way, climbs out of the pack.
        """
        said = row.text(column)
        if not said:
            raise row.error(f"{column} is blank: name the recording")
        if _ODD.search(said):
            raise row.error(f"{column} is {said!r}: write a path inside {self._audio}/, folders parted by /")
        said_path = self._pack / self._audio / said.removeprefix(f"{self._audio}/")
        path = said_path.parent / folder / said_path.name
        if not self._has_folder(path.parent) or (path.is_symlink() and not self._has(path)):
            raise row.error(f"{column} is {said!r}, a link out of the pack: put the recording itself there")
        return path

    def _has(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self._pack)
