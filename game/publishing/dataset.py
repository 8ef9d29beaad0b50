"""The dataset repository: what its files are called, what they hold besides guesses, how one is changed.

`guesses/` holds shards: files of guesses that are never changed. `_manifest.json` names the shards that were
replaced by others, so that whoever looks for one knows that it has been there. `tombstones.json` holds keyed
hashes of players who have withdrawn.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from game.hub.repository import File, Hub, Moved, Refused, Revision, Unavailable

MANIFEST = "_manifest.json"
TOMBSTONES = "tombstones.json"
FOLDER = "guesses/"
SUFFIX = ".parquet"
TRIES = 8  # against others who commit at the same time


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is to be known of shards.

    Attributes
    ----------
    replaced : frozenset of str
        Names of shards whose rows are in others by now, or withdrawn.
    levels : mapping of str to int
        How often the rows of a shard have been put together with others; 0 when it is not named.
    tidied : str
        The UTC day on which shards were last put together.
    """

    replaced: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    tidied: str = ""

    def written(self) -> bytes:
        """Give the file's content, in an order that tells nothing."""
        levels = dict(sorted(self.levels.items()))
        told = {"replaced": sorted(self.replaced), "levels": levels, "tidied": self.tidied}
        return json.dumps(told, indent=0).encode()

    def replacing(self, gone: set[str], levels: Mapping[str, int]) -> "Manifest":
        """The manifest when some shards make room for others, and when shards come to be of these levels."""
        kept = {name: level for name, level in self.levels.items() if name not in gone}
        risen = {name: level for name, level in levels.items() if level}
        return replace(self, replaced=self.replaced | gone, levels=kept | risen)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The dataset as it was at one commit."""

    revision: Revision
    manifest: Manifest
    tombstones: frozenset[str]

    @property
    def shards(self) -> dict[str, File]:
        """The shards that are there, by name."""
        files = self.revision.files.items()
        return {_name(path): file for path, file in files if path.startswith(FOLDER)}

    def has_published(self, name: str) -> bool:
        """Whether a shard is there, or has been."""
        return path_of(name) in self.revision.files or name in self.manifest.replaced


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit adds and deletes: files by path, shards by name."""

    title: str
    files: Mapping[str, bytes | Path] = field(default_factory=dict)
    shards: Mapping[str, bytes | Path] = field(default_factory=dict)
    without: frozenset[str] = frozenset()  # shards
    manifest: Manifest | None = None
    tombstones: frozenset[str] | None = None


Files = Callable[[Snapshot], Mapping[str, bytes]]  # by path


def no_files(_snapshot: Snapshot) -> Mapping[str, bytes]:
    """Give no file."""
    return {}


class Dataset:
    """A dataset repository of the Hub.

    Parameters
    ----------
    hub : Hub
        The repository.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._read: dict[str, tuple[File, Any]] = {}  # small files that seldom change, as they were last

    def snapshot(self) -> Snapshot:
        """Look at the newest revision of a repository, which is created if it is not there.

        Raises
        ------
        Unavailable, Refused
        """
        found = self.found()
        if found is None:
            self._hub.create()
            found = self.found()
        if found is None:
            raise Unavailable("the Hub does not show the dataset that it has just created")
        return found

    def found(self) -> Snapshot | None:
        """Look at the newest revision; None when there is no repository.

        Raises
        ------
        Unavailable, Refused
        """
        revision = self._hub.head()
        if revision is None:
            return None
        told = self._known(revision, MANIFEST, {})
        gone = self._known(revision, TOMBSTONES, [])
        try:
            levels, tidied = told.get("levels", {}), told.get("tidied", "")
            manifest = Manifest(frozenset(told.get("replaced", ())), levels, tidied)
            return Snapshot(revision, manifest, frozenset(gone))
        except (AttributeError, TypeError) as error:
            files = f"{MANIFEST} or {TOMBSTONES}"
            raise Refused(f"{files} of {self._hub.repo} is not as it was written here") from error

    def shard(self, snapshot: Snapshot, name: str) -> bytes:
        """Read a shard.

        Raises
        ------
        Unavailable, Refused
        """
        return self._hub.read(snapshot.revision, path_of(name))

    def file(self, snapshot: Snapshot, path: str) -> bytes | None:
        """Read another file; None when it is not there.

        Raises
        ------
        Unavailable, Refused
        """
        return self._hub.read(snapshot.revision, path) if path in snapshot.revision.files else None

    def change(self, attempt: Callable[[Snapshot], Change | None]) -> None:
        """Commit a change on top of what is there, and start over when somebody else was quicker.

        Parameters
        ----------
        attempt : callable
            Looks at a snapshot and says what to change; None for nothing.

        Raises
        ------
        Unavailable
            Then it may nevertheless have been done.
        Refused
        """
        for _ in range(TRIES):
            snapshot = self.snapshot()
            change = attempt(snapshot)
            if change is None:
                return
            with suppress(Moved):
                self._commit(snapshot, change)
                return
        raise Unavailable("others keep committing to the dataset")

    def squash(self) -> int:
        """Forget all earlier revisions and what only they held; say how many large files that were.

        Raises
        ------
        Unavailable, Refused
        """
        self._hub.squash("Guesses")
        revision = self._hub.head()
        return self._hub.delete_unreferenced(revision) if revision else 0

    def _commit(self, snapshot: Snapshot, change: Change) -> None:
        add = {**change.files, **{path_of(name): content for name, content in change.shards.items()}}
        if change.manifest is not None:
            add[MANIFEST] = change.manifest.written()
        if change.tombstones is not None:
            add[TOMBSTONES] = json.dumps(sorted(change.tombstones), indent=0).encode()
        delete = sorted(path_of(name) for name in change.without)
        self._hub.commit(snapshot.revision, change.title, add, delete)

    def _known(self, revision: Revision, path: str, absent: Any) -> Any:
        file = revision.files.get(path)
        if file is None:
            return absent
        known = self._read.get(path)
        if known is None or known[0] != file:
            try:
                known = self._read[path] = (file, json.loads(self._hub.read(revision, path)))
            except ValueError as error:
                raise Refused(f"{path} of {self._hub.repo} cannot be read: {error}") from error
        return known[1]


def path_of(name: str) -> str:
    """Where a shard is."""
    return f"{FOLDER}{name}{SUFFIX}"


def _name(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(SUFFIX)
