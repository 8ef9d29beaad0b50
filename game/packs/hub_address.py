"""Addresses of packs that lie in a dataset of the Hub, and where what was brought from there is kept."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from game.atomic_write import write_whole
from game.packs.table import PackError

SCHEME = "hf://"
FORM = "hf://datasets/OWNER/NAME[@REVISION][/FOLDER][#sha256=HASH]"
_ADDRESS = re.compile(
    r"hf://datasets/(?P<repo>\w[\w.-]*/\w[\w.-]*)(?:@(?P<revision>[\w.%-]+))?"
    r"/?(?P<folder>\w[\w.-]*(?:/\w[\w.-]*)*)?/?(?:#sha256=(?P<sha256>[0-9a-f]{64}))?",
    re.ASCII,
)
_RECORD = "brought.json"
_COMMIT = re.compile(r"[0-9a-f]{40}")

Stamps = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where a pack lies.

    Attributes
    ----------
    repo : str
        The dataset: `owner/name`.
    revision : str
        A branch, a tag or a commit.
    folder : str
        In the dataset; empty for its root.
    sha256 : str
        The hash that the pack must have; empty: any.
    """

    repo: str
    revision: str = "main"
    folder: str = ""
    sha256: str = ""

    @classmethod
    def read(cls, text: str) -> "HubAddress":
        """Read an address.

        Raises
        ------
        PackError
            When it is none.
        """
        found = _ADDRESS.fullmatch(text)
        if found is None:
            raise PackError(f"{text} is no address of a dataset of the Hub: write {FORM}.")
        parts = {name: value for name, value in found.groupdict().items() if value}
        return cls(**parts | {"revision": unquote(parts.get("revision", "main"))})

    @property
    def is_fixed(self) -> bool:
        """Whether what lies there never changes."""
        return bool(_COMMIT.fullmatch(self.revision))


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought last: the commit, and how each file looked when it had been held to its hash."""

    commit: str
    files: Stamps


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pack of the Hub is kept: a folder for each commit, and which of them is whole."""

    address: HubAddress
    state: Path

    @property
    def root(self) -> Path:
        """A folder for this address alone."""
        named = f"{self.address.repo}@{self.address.revision}/{self.address.folder}"
        return self.state / "hub" / hashlib.sha256(named.encode()).hexdigest()[:16]

    def files(self, commit: str) -> Path:
        """The dataset's root at a commit, called as the dataset is: so is the pack, if it lies there."""
        return self.root / commit / self.address.repo.partition("/")[2]

    def brought(self) -> Brought | None:
        """What was brought last, if all of it is there as it was."""
        try:
            told = json.loads((self.root / _RECORD).read_bytes())
            brought = Brought(told["commit"], {path: tuple(stamp) for path, stamp in told["files"].items()})
            files = self.files(brought.commit)
            return brought if look(files, brought.files) == brought.files else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None

    def note(self, brought: Brought) -> None:
        """Note what was brought, whole or not at all."""
        write_whole(self.root / _RECORD, [json.dumps(asdict(brought)).encode()])


def look(folder: Path, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and time of the files that are there."""
    found = {}
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            status = (folder / path).stat()
            found[path] = status.st_size, status.st_mtime_ns
    return found


def check(text: str, pack_hash: str) -> None:
    """Refuse a pack that is not the one whose hash its address names; any other name asks for none.

    Raises
    ------
    PackError
    """
    if not text.startswith(SCHEME):
        return
    address = HubAddress.read(text)
    if address.sha256 and address.sha256 != pack_hash:
        raise PackError(
            f"The pack of {address.repo} has the hash {pack_hash}, and EARWITNESS_PACK asks for "
            f"{address.sha256}: name the revision that has it behind an @, or another hash."
        )


def kept(text: str, state: Path) -> Path:
    """Find the folder of a pack that was brought from the Hub.

    Raises
    ------
    PackError
        When the address is none, or nothing is here that was brought from it.
    """
    place = Place(HubAddress.read(text), state)
    brought = place.brought()
    if brought is None:
        raise PackError(f"{text} has not been brought here yet: the game brings it as it starts.")
    return place.files(brought.commit) / place.address.folder
