"""Paths from a pack's table, kept inside the pack's folder."""

import os
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from game.packs.table import Row

_LONGEST_NAME, _LONGEST_PATH = 255, 1000  # bytes in a part, characters in all
_ODD = re.compile(r"[\\\x00-\x1f\x7f]|^/|(^|/)\.\.?(/|$)")


@dataclass(frozen=True, slots=True)
class _Listing:
    """A folder as it is on the disk: its links, and its names with accents, also by composed form (NFC)."""

    path: Path
    is_inside: bool
    links: frozenset[str]
    names: frozenset[str]
    spelt: dict[str, str]

    def name(self, name: str) -> str:
        """A name in the spelling of the disk: an é may be one character, or an e and an accent."""
        if name.isascii() or name in self.names:
            return name
        return self.spelt.get(unicodedata.normalize("NFC", name), name)


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
        self._listing = cache(self._list)  # many files, few folders

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
        named = row.text(column)
        if not named:
            raise row.error(f"{column} is blank: name the recording")
        if _ODD.search(named):
            raise row.error(f"{column} is {named!r}: write a path in {self._audio}/, folders separated by /")
        if _is_too_long(named):
            raise row.error(f"{column} is too long for a file name ({named[:40]!r}...): shorten it")
        parent, _, name = named.removeprefix(f"{self._audio}/").rpartition("/")
        listing = self._listing("/".join(filter(None, (self._audio, parent, folder))))
        path = listing.path / listing.name(name)
        if not listing.is_inside or (path.name in listing.links and not self._has(path)):
            raise row.error(f"{column} is {named!r}, a link out of the pack: put the recording itself there")
        return path

    def _list(self, folder: str) -> _Listing:
        """List a folder of the pack, which need not exist; empty for the pack itself."""
        path = self._pack
        if folder:
            parent, _, name = folder.rpartition("/")
            above = self._listing(parent)
            path = above.path / above.name(name)
        links, names = _names_in(path)
        spelt = {unicodedata.normalize("NFC", name): name for name in names}
        return _Listing(path, self._has(path), links, frozenset(names), spelt)

    def _has(self, path: Path) -> bool:
        real = os.path.realpath(path)  # unlike `Path.resolve` it bears links that lead in a circle
        return Path(real).is_relative_to(self._pack)


def _is_too_long(path: str) -> bool:
    return len(path) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in path.split("/"))


def _names_in(folder: Path) -> tuple[frozenset[str], list[str]]:
    """The links in a folder, and its names that are not plain ASCII."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_symlink()) for entry in entries]
    except OSError:
        return frozenset(), []
    return frozenset(name for name, is_link in found if is_link), [n for n, _ in found if not n.isascii()]
