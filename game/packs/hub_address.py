"""Addresses of packs in a dataset of the Hub, and the local folders that hold downloaded ones."""

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
    """The address of a pack.

    Attributes
    ----------
    repo : str
        The dataset: `owner/name`.
    revision : str
        A branch, a tag or a commit.
    folder : str
        In the dataset; empty for its root.
    sha256 : str
        The hash that the pack must have; empty accepts any.
    """

    repo: str
    revision: str = "main"
    folder: str = ""
    sha256: str = ""

    @classmethod
    def read(cls, text: str) -> "HubAddress":
        """Parse an address.

        Raises
        ------
        PackError
            When it is malformed.
        """
        match = _ADDRESS.fullmatch(text)
        if match is None:
            raise PackError(f"{text} is not the address of a dataset on the Hub: write {FORM}.")
        parts = {name: value for name, value in match.groupdict().items() if value}
        return cls(**parts | {"revision": unquote(parts.get("revision", "main"))})

    @property
    def is_fixed(self) -> bool:
        """Whether the address names a commit, so that its content never changes."""
        return bool(_COMMIT.fullmatch(self.revision))


@dataclass(frozen=True, slots=True)
class Downloaded:
    """The last download: its commit, and each file's size and time when its hash had been checked."""

    commit: str
    files: Stamps


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """Where a pack of the Hub is stored: a folder for each commit, and a record of the complete one."""

    address: HubAddress
    state: Path

    @property
    def root(self) -> Path:
        """The folder of this address."""
        name = f"{self.address.repo}@{self.address.revision}/{self.address.folder}"
        return self.state / "hub" / hashlib.sha256(name.encode()).hexdigest()[:16]

    def files(self, commit: str) -> Path:
        """The dataset's root at a commit. It has the dataset's name, as a pack there is named after it."""
        return self.root / commit / self.address.repo.partition("/")[2]

    def last(self) -> Downloaded | None:
        """Return the last download, if all its files are still unchanged."""
        try:
            record = json.loads((self.root / _RECORD).read_bytes())
            files = {path: tuple(stamp) for path, stamp in record["files"].items()}
            downloaded = Downloaded(record["commit"], files)
            unchanged = stamps(self.files(downloaded.commit), files) == files
            return downloaded if unchanged else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None

    def record(self, downloaded: Downloaded) -> None:
        """Record a complete download."""
        write_whole(self.root / _RECORD, [json.dumps(asdict(downloaded)).encode()])


def stamps(folder: Path, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and modification time of the files that exist."""
    existing = {}
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            status = (folder / path).stat()
            existing[path] = status.st_size, status.st_mtime_ns
    return existing


def check_hash(text: str, pack_hash: str) -> None:
    """Refuse a pack whose hash is not the one that its address names; other names demand none.

    Raises
    ------
    PackError
    """
    if not text.startswith(SCHEME):
        return
    address = HubAddress.read(text)
    if address.sha256 and address.sha256 != pack_hash:
        raise PackError(
            f"The pack of {address.repo} has the hash {pack_hash}, and EARWITNESS_PACK demands "
            f"{address.sha256}: name the revision that has it after an @, or change the hash."
        )


def local_folder(text: str, state: Path) -> Path:
    """Find the folder of a pack that was downloaded from the Hub.

    Raises
    ------
    PackError
        When the address is malformed, or its pack has not been downloaded.
    """
    copy = LocalCopy(HubAddress.read(text), state)
    last = copy.last()
    if last is None:
        raise PackError(f"{text} has not been downloaded yet: the game downloads it when it starts.")
    return copy.files(last.commit) / copy.address.folder
