"""The dataset repository: its files, and how to change them.

`guesses/` and `spatial/` hold shards, files of guesses or trials that never change. `_manifest.json` names
the shards that others have replaced, so that a shard that is gone is known to have been published.
`tombstones.json` holds keyed hashes of players who have withdrawn.
"""

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from game.hub.repository import File, Hub, Moved, Refused, Revision, Unavailable
from game.publishing import shards
from game.publishing.manifest import FORMAT, Manifest
from game.publishing.records import of_shard
from game.publishing.snapshot import Change, Snapshot, path_of

MANIFEST = "_manifest.json"
TOMBSTONES = "tombstones.json"
TRIES = 8  # against others who commit at the same time

Parsed = TypeVar("Parsed")

log = logging.getLogger("earwitness.publishing")


class ForeignDataset(Refused):
    """The dataset belongs to another host, or to a newer version."""


Files = Callable[[Snapshot], Mapping[str, bytes | None]]  # by path; None deletes


def no_files(_snapshot: Snapshot) -> Mapping[str, bytes | None]:
    return {}


def free() -> None:
    """What a commit costs where nobody counts."""


class Dataset:
    """A dataset repository on the Hub.

    Parameters
    ----------
    key : str
        Check value of the host's key. A dataset that was written with another key is refused.
    spend : callable
        Called before each commit; raises `Unavailable` when there may be none now.

    Attributes
    ----------
    left_alone : dict of str to str
        Files that cannot be read, by path, and why; they stay as they are.
    """

    def __init__(self, hub: Hub, key: str = "", spend: Callable[[], None] = free) -> None:
        self.left_alone: dict[str, str] = {}
        self._hub = hub
        self._key = key
        self._spend = spend
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
        try:
            manifest = Manifest.of_json(self._read_json(revision, MANIFEST, {}))
            tombstones = frozenset(self._read_json(revision, TOMBSTONES, []))
        except (AttributeError, TypeError, ValueError) as error:
            files = f"{MANIFEST} or {TOMBSTONES}"
            raise Refused(f"{files} of {self._hub.repo} was not written by Earwitness") from error
        self._check(manifest)
        snapshot = Snapshot(revision, manifest, tombstones)
        self.left_alone = {path: why for path, why in self.left_alone.items() if path in revision.files}
        for path in snapshot.strange_files:
            self._leave_alone(path, "Earwitness did not write it")
        return snapshot

    def _check(self, manifest: Manifest) -> None:
        if manifest.format > FORMAT:
            raise ForeignDataset(
                f"The dataset {self._hub.repo} was written by a newer Earwitness (format {manifest.format}; "
                f"this one writes {FORMAT}), and this one would lose what is new in it: update Earwitness."
            )
        if manifest.key and self._key and manifest.key != self._key:
            raise ForeignDataset(
                f"The dataset {self._hub.repo} was published with another host's key, and with this one "
                "every player would become somebody else: set EARWITNESS_SECRET to the key that it was "
                "published with (on the old disk, the file `secret` in the state folder), or name another "
                "dataset."
            )

    def rows(self, snapshot: Snapshot, name: str) -> pa.Table | None:
        """Read a shard's rows; None when it cannot be read, which is noted.

        Raises
        ------
        Unavailable, Refused
        """
        return self.read(name, self.shard(snapshot, name))

    def read(self, name: str, content: bytes) -> pa.Table | None:
        """What `rows` gives of a shard that is at hand."""
        return self.parsed(name, content, lambda raw: shards.read(raw, of_shard(name)))

    def parsed(self, name: str, content: bytes, parse: Callable[[bytes], Parsed]) -> Parsed | None:
        """What `parse` makes of a shard; None when that is unreadable, which is noted."""
        try:
            return parse(content)
        except shards.Unreadable as error:
            self._leave_alone(path_of(name), str(error))
            return None

    def _leave_alone(self, path: str, why: str) -> None:
        if path not in self.left_alone:
            log.warning("%s in the dataset %s is left alone: %s", path, self._hub.repo, why)
        self.left_alone[path] = why

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
        self._spend()
        self._hub.squash("Guesses")
        revision = self._hub.head()
        return self._hub.delete_unreferenced(revision) if revision else 0

    def _commit(self, snapshot: Snapshot, change: Change) -> None:
        add: dict[str, bytes | Path] = {path_of(name): content for name, content in change.shards.items()}
        add |= {path: content for path, content in change.files.items() if content is not None}
        manifest = replace(change.manifest or snapshot.manifest, format=FORMAT)
        manifest = replace(manifest, key=manifest.key or self._key)
        if manifest != snapshot.manifest:
            add[MANIFEST] = manifest.to_json()
        if change.tombstones is not None:
            add[TOMBSTONES] = json.dumps(sorted(change.tombstones), indent=0).encode()
        gone = {path for path, content in change.files.items() if content is None}
        delete = sorted({*map(path_of, change.without), *(gone & snapshot.revision.files.keys())})
        self._spend()
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
