"""The dataset at one commit, and what a commit changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from game.hub.repository import File, Revision
from game.publishing.manifest import Manifest
from game.publishing.records import ALL, GUESSES, of_shard, shard_name

SUFFIX = ".parquet"
_FOLDERS = {records.name: records for records in ALL}
_SHARD = re.compile(rf"({'|'.join(_FOLDERS)})/([0-9a-f]{{32}}){re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The dataset at one commit."""

    revision: Revision
    manifest: Manifest
    tombstones: frozenset[str]

    @property
    def shards(self) -> dict[str, File]:
        """The shards, by name."""
        named = ((_SHARD.fullmatch(path), file) for path, file in self.revision.files.items())
        return {shard_name(_FOLDERS[match[1]], match[2]): file for match, file in named if match}

    @property
    def strange_files(self) -> list[str]:
        """Paths of files among the shards that Earwitness did not write."""
        return [
            path
            for path in self.revision.files
            if path.partition("/")[0] in _FOLDERS and "/" in path and not is_shard(path)
        ]

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever published here."""
        return not (self.shards or self.manifest.replaced or self.tombstones)

    def has_published(self, name: str) -> bool:
        """Whether a shard exists, or has existed."""
        return path_of(name) in self.revision.files or name in self.manifest.replaced


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit adds and deletes: files by path, shards by name. A file that is None is deleted."""

    title: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    shards: Mapping[str, bytes | Path] = field(default_factory=dict)
    without: frozenset[str] = frozenset()  # shards
    manifest: Manifest | None = None
    tombstones: frozenset[str] | None = None


def is_shard(path: str) -> bool:
    """Whether a path in the repository is that of a shard."""
    return bool(_SHARD.fullmatch(path))


def path_of(name: str) -> str:
    """Path of a shard in the repository."""
    return f"{GUESSES.name}/{name}{SUFFIX}" if of_shard(name) is GUESSES else f"{name}{SUFFIX}"
