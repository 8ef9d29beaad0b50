"""The dataset repository: its files, and how to change them.

`guesses/` holds shards, files of guesses that never change. `_manifest.json` names the shards that others
have replaced, so that a shard that is gone is known to have been published. `tombstones.json` holds keyed
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
    """Records about shards.

    Attributes
    ----------
    replaced : frozenset of str
        Names of shards whose rows have moved to other shards, or were withdrawn.
    levels : mapping of str to int
        How often a shard's rows have been merged with others; 0 for shards not named.
    tidied : str
        The UTC day on which shards were last merged.
    """

    replaced: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    tidied: str = ""

    def to_json(self) -> bytes:
        """The file's content, sorted, so that the order reveals nothing."""
        levels = dict(sorted(self.levels.items()))
        content = {"replaced": sorted(self.replaced), "levels": levels, "tidied": self.tidied}
        return json.dumps(content, indent=0).encode()

    def replacing(self, gone: set[str], levels: Mapping[str, int]) -> "Manifest":
        """Return the manifest after some shards were replaced and others got these levels."""
        kept = {name: level for name, level in self.levels.items() if name not in gone}
        risen = {name: level for name, level in levels.items() if level}
        return replace(self, replaced=self.replaced | gone, levels=kept | risen)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The dataset at one commit."""

    revision: Revision
    manifest: Manifest
    tombstones: frozenset[str]

    @property
    def shards(self) -> dict[str, File]:
        """The shards, by name."""
        files = self.revision.files.items()
        return {_name(path): file for path, file in files if path.startswith(FOLDER)}

    def has_published(self, name: str) -> bool:
        """Whether a shard exists, or has existed."""
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
    return {}


class Dataset:
    """A dataset repository on the Hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._cache: dict[str, tuple[File, Any]] = {}  # small files that seldom change

    def snapshot(self) -> Snapshot:
        """Read the newest revision; create the repository if there is none.

        Raises
        ------
        Unavailable, Refused
        """
        snapshot = self.find()
        if snapshot is None:
            self._hub.create()
            snapshot = self.find()
        if snapshot is None:
            raise Unavailable("the Hub does not show the dataset that it has just created")
        return snapshot

    def find(self) -> Snapshot | None:
        """Read the newest revision; None when there is no repository.

        Raises
        ------
        Unavailable, Refused
        """
        revision = self._hub.head()
        if revision is None:
            return None
        content = self._read_json(revision, MANIFEST, {})
        tombstones = self._read_json(revision, TOMBSTONES, [])
        try:
            levels, tidied = content.get("levels", {}), content.get("tidied", "")
            manifest = Manifest(frozenset(content.get("replaced", ())), levels, tidied)
            return Snapshot(revision, manifest, frozenset(tombstones))
        except (AttributeError, TypeError) as error:
            files = f"{MANIFEST} or {TOMBSTONES}"
            raise Refused(f"{files} of {self._hub.repo} was not written by Earwitness") from error

    def shard(self, snapshot: Snapshot, name: str) -> bytes:
        """Read a shard.

        Raises
        ------
        Unavailable, Refused
        """
        return self._hub.read(snapshot.revision, path_of(name))

    def file(self, snapshot: Snapshot, path: str) -> bytes | None:
        """Read another file; None when there is none.

        Raises
        ------
        Unavailable, Refused
        """
        return self._hub.read(snapshot.revision, path) if path in snapshot.revision.files else None

    def change(self, attempt: Callable[[Snapshot], Change | None]) -> None:
        """Commit a change on top of the newest revision; start over if somebody else commits first.

        Parameters
        ----------
        attempt : callable
            Called with a snapshot; returns what to change, or None for nothing.

        Raises
        ------
        Unavailable
            The commit may have succeeded nevertheless.
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
        """Delete all earlier revisions and the files that only they held; return the number of files.

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
            add[MANIFEST] = change.manifest.to_json()
        if change.tombstones is not None:
            add[TOMBSTONES] = json.dumps(sorted(change.tombstones), indent=0).encode()
        delete = sorted(path_of(name) for name in change.without)
        self._hub.commit(snapshot.revision, change.title, add, delete)

    def _read_json(self, revision: Revision, path: str, default: Any) -> Any:
        file = revision.files.get(path)
        if file is None:
            return default
        cached = self._cache.get(path)
        if cached is None or cached[0] != file:
            try:
                cached = self._cache[path] = (file, json.loads(self._hub.read(revision, path)))
            except ValueError as error:
                raise Refused(f"{path} of {self._hub.repo} cannot be read: {error}") from error
        return cached[1]


def path_of(name: str) -> str:
    return f"{FOLDER}{name}{SUFFIX}"


def _name(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(SUFFIX)
